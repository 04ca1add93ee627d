import { grad } from '@cresset/autograd';
import type { Device, DTypeName, Tensor } from '@cresset/tensor';
import { CressetError, SyncReadError, scope, tensor, UnsupportedError } from '@cresset/tensor';
import { difference } from '../../compare/compare.js';
import type { Snapshot } from '../../compare/snapshot.js';
import { snapshot } from '../../compare/snapshot.js';
import { settle } from '../../conformance/context.js';
import type { PublicOp } from '../../registry.js';
import type { Tolerance } from '../../tolerance.js';
import { plainIn, tensorsIn } from '../../tree.js';
import { cotangent } from '../encode.js';
import { decodeArguments, unpack } from './decode.js';
import type { OpInfoCase, OpInfoError, OpInfoFile, PackedTensor } from './file.js';
import { elementsOf } from './file.js';

/** The defaults of `torch.testing.assert_close`. */
const defaults: Partial<Record<DTypeName, Tolerance>> = {
  float16: { rtol: 1e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  complex64: { rtol: 1.3e-6, atol: 1e-5 },
  float64: { rtol: 1e-7, atol: 1e-7 },
  complex128: { rtol: 1e-7, atol: 1e-7 },
};

/** PyTorch's default, or the exception that it makes for the op where that is wider. */
function toleranceFor(file: OpInfoFile, dtype: DTypeName): Tolerance {
  const usual = defaults[dtype] ?? { rtol: 0, atol: 0 };
  const [rtol, atol] = file.tolerances[dtype] ?? [0, 0];
  return { rtol: Math.max(usual.rtol, rtol), atol: Math.max(usual.atol, atol) };
}

/**
 * Turns the vectors along `dim` of `actual` so that each points where the expected one does: by a sign, complex ones by
 * a phase.
 */
function alignSigns(actual: Snapshot, expected: Snapshot, dim: number): Snapshot {
  const { shape } = expected;
  if (actual.shape.join() !== shape.join()) return actual;
  const parts = expected.dtype.startsWith('complex') ? 2 : 1;
  const axis = dim + shape.length;
  const [rows, inner] = [shape[axis]!, shape.slice(axis + 1).reduce((a, b) => a * b, 1)];
  const data = Array.from(actual.data, Number);
  const wanted = Array.from(expected.data, Number);
  const partsAt = (from: readonly number[], at: number): [number, number] =>
    parts === 1 ? [from[at]!, 0] : [from[2 * at]!, from[2 * at + 1]!];
  const vectors = data.length === 0 ? 0 : data.length / parts / rows;
  for (let v = 0; v < vectors; v++) {
    const first = Math.floor(v / inner) * rows * inner + (v % inner);
    // The product of the two vectors has the phase that is missing.
    let [re, im] = [0, 0];
    for (let r = 0; r < rows; r++) {
      const [x, y] = partsAt(data, first + r * inner);
      const [a, b] = partsAt(wanted, first + r * inner);
      re += x * a + y * b;
      im += x * b - y * a;
    }
    const size = Math.hypot(re, im);
    if (!(size > 0)) continue;
    for (let r = 0; r < rows; r++) {
      const at = first + r * inner;
      const [x, y] = partsAt(data, at);
      data[parts * at] = (x * re - y * im) / size;
      if (parts === 2) data[2 * at + 1] = (x * im + y * re) / size;
    }
  }
  return { ...actual, data };
}

const packedSnapshot = (t: PackedTensor): Snapshot => ({
  dtype: t.dtype.name,
  shape: t.shape,
  data: elementsOf(t),
});

/** Against PyTorch's result, or the more exact one of the place `better`. */
function compare(
  file: OpInfoFile,
  got: Snapshot,
  wanted: Snapshot,
  better: number | undefined,
): string | null {
  const tolerance = toleranceFor(file, wanted.dtype);
  const wrong = difference(got, wanted, tolerance);
  if (wrong === null || better === undefined) return wrong;
  return difference(got, packedSnapshot(file.tensor(better)), tolerance) === null ? null : wrong;
}

const showNumber = (v: unknown): string => JSON.stringify(v) ?? String(v);

/** What is wrong with the results of a call, or null. */
async function resultsError(file: OpInfoFile, expected: OpInfoCase, actual: unknown): Promise<string | null> {
  const tensors = tensorsIn(actual);
  if (tensors.length !== expected.r.length) {
    return `gives ${tensors.length} tensors, PyTorch ${expected.r.length}`;
  }
  for (const [k, r] of expected.r.entries()) {
    const got = await snapshot(tensors[k]!);
    const label = expected.r.length === 1 ? '' : `result ${k}: `;
    if (typeof r !== 'number') {
      const same = got.dtype === r.d && got.shape.join() === r.s.join();
      if (!same) return `${label}is ${got.dtype}[${got.shape}], PyTorch's is ${r.d}[${r.s}]`;
      continue;
    }
    const wanted = packedSnapshot(file.tensor(r));
    const dim = file.signs?.[k];
    const aligned = dim === undefined ? got : alignSigns(got, wanted, dim);
    const wrong = compare(file, aligned, wanted, expected.br?.[k]);
    if (wrong !== null) return label + wrong;
  }
  if (expected.p === undefined) return null;
  const [got, wanted] = [showNumber(plainIn(actual)), showNumber(expected.p)];
  return got === wanted ? null : `returned ${got}, PyTorch ${wanted}`;
}

/** The gradient that arrives at result `k`, of its dtype: see `cotangent` in tooling/goldens/generate.py. */
function cotangentOf(result: Tensor, k: number): Tensor {
  const { dtype, shape, device } = result;
  const parts = dtype.kind === 'complex' ? 2 : 1;
  const values = Array.from({ length: result.numel() * parts }, (_, i) =>
    cotangent(Math.floor(i / parts), k + (i % parts) * 5),
  );
  if (parts === 1) return tensor(values, { shape, dtype, device });
  const { buffer } = dtype.name === 'complex128' ? Float64Array.from(values) : Float32Array.from(values);
  return unpack({ dtype, shape, strided: false, bytes: new Uint8Array(buffer) }, device, false);
}

/** What is wrong with the gradients, or null. */
async function gradientError(
  file: OpInfoFile,
  expected: OpInfoCase,
  result: unknown,
  leaves: readonly Tensor[],
): Promise<string | null> {
  const carrying = tensorsIn(result)
    .map((t, k) => ({ t, k }))
    .filter(({ t, k }) => t.requiresGrad && file.signs?.[k] === undefined);
  const cotangents = carrying.map((c) => cotangentOf(c.t, c.k));
  const results = carrying.map((c) => c.t);
  const grads =
    results.length === 0 ? [] : grad(results, [...leaves], { gradOutputs: cotangents, allowUnused: true });
  for (const [i, place] of expected.g!.entries()) {
    const g = grads[i] ?? null;
    const label = `the gradient of operand ${expected.w![i]}: `;
    const wanted = place === null ? null : packedSnapshot(file.tensor(place));
    // None and zeros say the same.
    const zero = (s: Snapshot | null): boolean =>
      s === null || Array.from(s.data).every((v) => Number(v) === 0);
    const got = g === null ? null : await snapshot(g);
    if (got === null || wanted === null) {
      if (zero(got) && zero(wanted)) continue;
      return `${label}${got === null ? 'is absent' : 'is not zero'}, unlike PyTorch's`;
    }
    const wrong = compare(file, got, wanted, expected.bg?.[i]);
    if (wrong !== null) return label + wrong;
  }
  return null;
}

/** Views of the memory that PyTorch's strides describe: another layout is another call. */
const needsLayout = (op: PublicOp): boolean => op.op.kind === 'view';

/** The answer for a sample that the device says, in words, it can't carry out. */
export const REFUSED = 'refused in words';

/** Whether a refusal is one of what the device is known to lack: a routine, or the ability to block for a size. */
function lacks(device: Device, error: unknown): boolean {
  if (error instanceof SyncReadError) return device.backend.downloadSync === undefined;
  const routine = /device '(\w+)' has no (?:\w+ )?routine '(\w+)'/.exec((error as Error).message);
  if (!(error instanceof UnsupportedError) || routine?.[1] !== device.name) return false;
  return device.backend.routines?.[routine[2]!] === undefined;
}

/** Runs a call that PyTorch carries out. @returns what is wrong, `REFUSED`, or null */
export async function checkCase(
  device: Device,
  op: PublicOp,
  file: OpInfoFile,
  expected: OpInfoCase,
): Promise<string | null> {
  return scope(async () => {
    try {
      const { args, operands } = decodeArguments(file, device, expected, !needsLayout(op));
      const leaves = (expected.w ?? []).map((i) => operands[i]!);
      for (const t of leaves) t.requiresGrad_();
      settle(device);
      const result = await op.call(...args);
      const wrong = await resultsError(file, expected, result);
      if (wrong !== null || expected.g === undefined) return wrong;
      return await gradientError(file, expected, result, leaves);
    } catch (error) {
      if (lacks(device, error)) return REFUSED;
      // A bug of the engine's own (TypeError) is a failure like any other: the sample says where.
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  });
}

/** Whether a message says what was found: a shape, a dtype or a number. */
const telling = /\[|\d|float|int|bool|complex|dtype|shape|got|tensor/;

/** Runs a call that PyTorch refuses: it must be refused by a typed error that names the op and what was found. */
export async function checkRefusal(
  device: Device,
  op: PublicOp,
  file: OpInfoFile,
  expected: OpInfoError,
): Promise<string | null> {
  return scope(async () => {
    let thrown: unknown;
    try {
      const { args } = decodeArguments(file, device, expected, !needsLayout(op));
      settle(device);
      const result = await op.call(...args);
      // What only values tell, a device that can't block notices when they are read.
      for (const t of tensorsIn(result)) await t.data();
    } catch (error) {
      thrown = error;
    }
    if (thrown === undefined) return `is not refused, unlike by PyTorch ("${expected.m}")`;
    const { name, message } = thrown as Error;
    if (!(thrown instanceof CressetError)) return `throws ${name}: ${message}`;
    if (!/^[\w.]+: /.test(message) || !telling.test(message))
      return `the sentence names neither op nor operands: "${message}"`;
    return null;
  });
}
