import { ArgumentError, SyncReadError } from '../errors.js';
import { refuseLanes } from '../lanes/lanes.js';
import { contiguousOf } from '../ops/movement/dense.js';
import type { Tensor } from '../tensor.js';
import type { TypedArray } from './elements.js';
import { decode } from './elements.js';

/** Numbers as deep as the tensor has dimensions. */
export type NestedArray = number | bigint | boolean | NestedArray[];

async function bytesOf(t: Tensor, op: string): Promise<Uint8Array> {
  t.assertAlive(op);
  refuseLanes(op, t);
  // A view of nothing may lie past the end of its buffer.
  if (t.length === 0) return new Uint8Array(0);
  const dense = contiguousOf(t);
  try {
    const { bytes } = t.dtype;
    return await t.device.backend.download(dense.buffer, dense.offset * bytes, t.length * bytes);
  } finally {
    if (dense !== t) dense.dispose();
  }
}

function bytesOfSync(t: Tensor, op: string): Uint8Array {
  t.assertAlive(op);
  refuseLanes(op, t);
  const backend = t.device.backend;
  if (backend.downloadSync === undefined) {
    throw new SyncReadError(
      `${op}Sync: device '${t.device.name}' can't block; write await x.${op}() instead of x.${op}Sync()`,
    );
  }
  if (t.length === 0) return new Uint8Array(0);
  const dense = contiguousOf(t);
  const { bytes } = t.dtype;
  const result = backend.downloadSync(dense.buffer, dense.offset * bytes, t.length * bytes);
  if (dense !== t) dense.dispose();
  return result;
}

/** A number, or a bigint where a number would lose digits. */
function plain(v: bigint): number | bigint {
  const n = Number(v);
  return Number.isSafeInteger(n) ? n : v;
}

function elementAt(t: Tensor, data: TypedArray, i: number): number | bigint | boolean | NestedArray {
  if (t.dtype.kind === 'complex') return [data[2 * i] as number, data[2 * i + 1] as number];
  const v = data[i]!;
  if (t.dtype.kind === 'bool') return v !== 0;
  return typeof v === 'bigint' ? plain(v) : v;
}

function nest(t: Tensor, data: TypedArray): NestedArray {
  let at = 0;
  const build = (dim: number): NestedArray => {
    if (dim === t.ndim) return elementAt(t, data, at++);
    return Array.from({ length: t.shape[dim]! }, () => build(dim + 1));
  };
  return build(0);
}

function checkSingle(t: Tensor): void {
  if (t.length !== 1) {
    throw new ArgumentError(
      `item: a tensor of shape [${t.shape.join(', ')}] has ${t.length} elements, not one; use toArray()`,
    );
  }
}

export const readData = async (t: Tensor): Promise<TypedArray> => decode(await bytesOf(t, 'data'), t.dtype);
export const readDataSync = (t: Tensor): TypedArray => decode(bytesOfSync(t, 'data'), t.dtype);
export const readArray = async (t: Tensor): Promise<NestedArray> =>
  nest(t, decode(await bytesOf(t, 'toArray'), t.dtype));
export const readArraySync = (t: Tensor): NestedArray => nest(t, decode(bytesOfSync(t, 'toArray'), t.dtype));

export async function readItem(t: Tensor): Promise<number> {
  checkSingle(t);
  return elementAt(t, decode(await bytesOf(t, 'item'), t.dtype), 0) as number;
}

export function readItemSync(t: Tensor): number {
  checkSingle(t);
  return elementAt(t, decode(bytesOfSync(t, 'item'), t.dtype), 0) as number;
}
