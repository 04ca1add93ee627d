import type {
  Backend,
  BufferHandle,
  DType,
  Expr,
  Instruction,
  KernelSpec,
  ScalarOp,
} from '@cresset/tensor/backend';
import { reference } from '../src/index.js';
import { fromHalf, toBrain, toHalf } from './half.js';

/** An instruction in short: op, dtype, arguments, value. */
export type Short = readonly [op: ScalarOp, dtype: DType, args?: readonly number[], value?: number];

/** An expression written by hand; `outputs` defaults to the last instruction. */
export function expr(
  inputs: readonly DType[],
  code: readonly Short[],
  outputs = [code.length - 1],
  params = 0,
): Expr {
  const full: Instruction[] = code.map(([op, dtype, args = [], value = 0]) => ({ op, dtype, args, value }));
  const key = JSON.stringify([inputs.map(String), params, code.map((c) => c.map(String)), outputs]);
  return { inputs, params, code: full, outputs, outputTypes: outputs.map((o) => full[o].dtype), key };
}

export function identity(dtype: DType): Expr {
  return expr([dtype], [['load', dtype]]);
}

/** A strided window on a buffer. */
export interface Operand {
  readonly buffer: BufferHandle;
  readonly dtype: DType;
  readonly offset: number;
  readonly strides: readonly number[];
}

export type Element = number | bigint | readonly [number, number];

function write(view: DataView, at: number, dtype: DType, x: Element): void {
  const n = x as number;
  switch (dtype.name) {
    case 'bool':
    case 'uint8':
      view.setUint8(at, n);
      break;
    case 'int8':
      view.setInt8(at, n);
      break;
    case 'int16':
      view.setInt16(at, n, true);
      break;
    case 'int32':
      view.setInt32(at, n, true);
      break;
    case 'int64':
      view.setBigInt64(at, BigInt(x as bigint), true);
      break;
    case 'float16':
      view.setUint16(at, toHalf(n), true);
      break;
    case 'bfloat16':
      view.setUint16(at, toBrain(n), true);
      break;
    case 'float32':
      view.setFloat32(at, n, true);
      break;
    case 'float64':
      view.setFloat64(at, n, true);
      break;
    case 'complex64':
      (x as readonly number[]).forEach((part, i) => {
        view.setFloat32(at + 4 * i, part, true);
      });
      break;
    case 'complex128':
      (x as readonly number[]).forEach((part, i) => {
        view.setFloat64(at + 8 * i, part, true);
      });
      break;
  }
}

function read(view: DataView, at: number, dtype: DType): Element {
  switch (dtype.name) {
    case 'bool':
    case 'uint8':
      return view.getUint8(at);
    case 'int8':
      return view.getInt8(at);
    case 'int16':
      return view.getInt16(at, true);
    case 'int32':
      return view.getInt32(at, true);
    case 'int64':
      return view.getBigInt64(at, true);
    case 'float16':
      return fromHalf(view.getUint16(at, true));
    case 'bfloat16': {
      const wide = new DataView(new ArrayBuffer(4));
      wide.setUint16(2, view.getUint16(at, true), true);
      return wide.getFloat32(0, true);
    }
    case 'float32':
      return view.getFloat32(at, true);
    case 'float64':
      return view.getFloat64(at, true);
    case 'complex64':
      return [view.getFloat32(at, true), view.getFloat32(at + 4, true)];
    case 'complex128':
      return [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
  }
}

/** Row-major strides of a shape. */
export function dense(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

/** A buffer with these elements, and the window given by `strides` (default: all of it, as one dimension). */
export function place(
  backend: Backend,
  dtype: DType,
  values: readonly Element[],
  strides: readonly number[] = [1],
  offset = 0,
): Operand {
  const bytes = new Uint8Array(values.length * dtype.bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) write(view, i * dtype.bytes, dtype, values[i]);
  const buffer = backend.allocate(bytes.byteLength);
  backend.upload(buffer, 0, bytes);
  return { buffer, dtype, offset, strides };
}

/** A buffer for `count` elements, filled with ones so that a missing write shows. */
export function blank(
  backend: Backend,
  dtype: DType,
  count: number,
  strides: readonly number[] = [1],
): Operand {
  const buffer = backend.allocate(count * dtype.bytes);
  backend.upload(buffer, 0, new Uint8Array(count * dtype.bytes).fill(1));
  return { buffer, dtype, offset: 0, strides };
}

export function elements(backend: Backend, operand: Operand): Element[] {
  const bytes = backend.downloadSync!(operand.buffer, 0, operand.buffer.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = Math.floor(bytes.byteLength / operand.dtype.bytes);
  return Array.from({ length: count }, (_, i) => read(view, i * operand.dtype.bytes, operand.dtype));
}

/** Runs one kernel. */
export function run(
  backend: Backend,
  spec: KernelSpec,
  dims: readonly number[],
  operands: readonly Operand[],
  params: readonly number[] = [],
): void {
  const { batch } = backend;
  const words = [backend.prepare(spec), dims.length, ...dims];
  for (const o of operands) words.push(o.buffer.id, o.offset, ...o.strides);
  words.push(...params);
  batch.words.set(words);
  batch.length = words.length;
  batch.buffers.splice(0, batch.buffers.length, ...operands.map((o) => o.buffer));
  batch.operands = operands.length;
  batch.count = 1;
  try {
    backend.submit(batch);
  } finally {
    batch.length = batch.operands = batch.count = 0;
    batch.buffers.length = 0;
  }
}

/** Runs a one-dimensional map over whole arrays and gives the elements of its outputs. */
export function map(
  backend: Backend,
  e: Expr,
  inputs: readonly (readonly Element[])[],
  params: readonly number[] = [],
  count = inputs[0]?.length ?? 1,
): Element[][] {
  const outputs = e.outputTypes.map((t) => blank(backend, t, count));
  const placed = inputs.map((values, k) =>
    place(backend, e.inputs[k], values, [values.length === 1 ? 0 : 1]),
  );
  const spec: KernelSpec = { family: 'map', rank: 1, key: `1c|${e.key}`, expr: e, contiguous: true };
  run(backend, spec, [count], [...outputs, ...placed], params);
  return outputs.map((o) => elements(backend, o));
}

/** The backend both ways: what one does, the other must do. */
export const modes = [
  ['generated', reference({ codegen: true })],
  ['interpreted', reference({ codegen: false })],
] as const;

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** A small integer as an element of a dtype. */
export function as(dtype: DType, x: number): Element {
  if (dtype.isComplex) return [x, -x];
  return dtype.name === 'int64' ? BigInt(x) : x;
}
