import { complex64, complex128, type DType, float32, float64 } from '../../../dtype.js';
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import { describe } from '../../../op/options.js';
import { checkRoutine } from '../../../op/routine.js';
import { normalizeDim, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';

export type Norm = 'backward' | 'forward' | 'ortho';

/** The float types, and complex ones unless `real`; integers and bool become float32. */
export function checkInput(op: string, x: unknown, real = false): asserts x is Tensor {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${op}: input must be a tensor, got ${describe(x)}`);
  x.assertAlive(op);
  if (real && x.dtype.kind === 'complex') {
    throw new DTypeError(`${op}: expects a real tensor, got ${x.dtype}`);
  }
  if (x.dtype.bytes === 2 && x.dtype.kind === 'float') {
    throw new DTypeError(`${op}: has no rule for ${x.dtype}; cast to float32 with .to(…)`);
  }
}

/** As a float tensor, or a complex one. */
export function asFloating(x: Tensor): Tensor {
  return x.dtype.kind === 'int' || x.dtype.kind === 'bool' ? to(x, float32) : x;
}

const complexOf = new Map<DType, DType>([
  [float32, complex64],
  [float64, complex128],
]);

/** As a complex tensor, for a routine. @throws UnsupportedError where the device doesn't have that */
export function asComplexTensor(x: Tensor, routine: string): Tensor {
  const floating = asFloating(x);
  const wanted = complexOf.get(floating.dtype) ?? floating.dtype;
  checkRoutine(routine, wanted, x.device);
  return wanted === floating.dtype ? floating : to(floating, wanted);
}

/** The factor that a normalization asks for, of `n` elements. `inverse` for the transforms that divide by default. */
export function scaleOf(op: string, norm: unknown, n: number, inverse: boolean): number {
  if (norm === 'ortho') return 1 / Math.sqrt(n);
  if (norm === null || norm === 'backward') return inverse ? 1 / n : 1;
  if (norm === 'forward') return inverse ? 1 : 1 / n;
  throw new ArgumentError(`${op}: norm must be one of 'backward', 'forward', 'ortho', got ${describe(norm)}`);
}

/** @throws ShapeError for a length below 1 */
export function checkLength(op: string, n: unknown): number {
  if (typeof n !== 'number' || !Number.isSafeInteger(n))
    throw new ArgumentError(`${op}: n must be an integer or null, got ${describe(n)}`);
  if (n < 1)
    throw new ShapeError(`${op}: invalid number of data points (${n}) specified; at least 1 is needed`);
  return n;
}

function checkList(op: string, name: string, list: unknown): readonly number[] {
  const given = typeof list === 'number' ? [list] : list;
  if (!Array.isArray(given) || given.some((v) => typeof v !== 'number' || !Number.isSafeInteger(v)))
    throw new ArgumentError(`${op}: ${name} must be an array of integers or null, got ${describe(list)}`);
  return given as number[];
}

export interface Region {
  readonly dims: readonly number[];
  /** One a dimension, −1 for the size that is there. */
  readonly sizes: readonly number[];
}

/** Dimensions and sizes of the transforms of several dimensions: `s` without `dim` means the last ones. */
export function regionOf(op: string, x: Tensor, s: unknown, dim: unknown): Region {
  const sizes = s === null ? null : checkList(op, 's', s);
  const given = dim === null ? null : checkList(op, 'dim', dim);
  if (sizes !== null && given !== null && sizes.length !== given.length) {
    throw new ShapeError(`${op}: s and dim have different lengths, [${sizes}] and [${given}]`);
  }
  if (sizes !== null && given === null && sizes.length > x.ndim) {
    throw new ShapeError(`${op}: s has ${sizes.length} sizes for a tensor of shape ${showShape(x.shape)}`);
  }
  const all = Array.from({ length: x.ndim }, (_, i) => i);
  const dims =
    given === null
      ? sizes === null
        ? all
        : all.slice(x.ndim - sizes.length)
      : given.map((d) => normalizeDim(op, d, x.ndim));
  if (new Set(dims).size !== dims.length) throw new IndexError(`${op}: dims must be unique, got [${given}]`);
  if (x.ndim === 0 && dims.length > 0)
    throw new IndexError(`${op}: a 0-dim tensor has no dimension to transform`);
  const lengths = dims.map((d, i) => {
    const wanted = sizes?.[i] ?? -1;
    return wanted === -1 ? x.shape[d]! : wanted;
  });
  for (const n of lengths) checkLength(op, n);
  return { dims, sizes: lengths };
}
