import {
  type Attributes,
  type DType,
  InternalError,
  type Operand,
  type RoutineFailure,
} from '@cresset/tensor/backend';
import { asReference } from '../buffer.js';

/** Routines compute in float64 whatever the dtype: correct rather than fast. */
export type Numbers = Float64Array;

const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** All elements of a dense operand; complex ones as interleaved pairs. */
export function load(o: Operand): Numbers {
  const buffer = asReference(o.buffer);
  const n = count(o.shape);
  const part = (all: Float32Array | Float64Array | Int32Array, words: number): Numbers =>
    Float64Array.from(all.subarray(o.offset * words, (o.offset + n) * words));
  switch (o.dtype.name) {
    case 'float32':
      return part(buffer.f32, 1);
    case 'float64':
      return part(buffer.f64, 1);
    case 'complex64':
      return part(buffer.f32, 2);
    case 'complex128':
      return part(buffer.f64, 2);
    case 'int32':
      return part(buffer.i32, 1);
    default:
      throw new InternalError(`reference: a routine got an operand of ${o.dtype}`);
  }
}

/** Writes the elements from position `at` on, complex ones as interleaved pairs. */
export function store(o: Operand, values: ArrayLike<number>, at = 0): void {
  if (values.length === 0) return;
  const buffer = asReference(o.buffer);
  switch (o.dtype.name) {
    case 'float32':
      buffer.f32.set(values, o.offset + at);
      return;
    case 'float64':
      buffer.f64.set(values, o.offset + at);
      return;
    case 'complex64':
      buffer.f32.set(values, (o.offset + at) * 2);
      return;
    case 'complex128':
      buffer.f64.set(values, (o.offset + at) * 2);
      return;
    case 'int32':
      buffer.i32.set(values, o.offset + at);
      return;
    case 'int64':
      buffer.i64.set(Array.from(values, BigInt), o.offset + at);
      return;
    default:
      throw new InternalError(`reference: a routine got a result of ${o.dtype}`);
  }
}

/** Rows and columns of the matrices of a batch. */
export const rowsOf = (o: Operand): number => o.shape[o.shape.length - 2]!;
export const columnsOf = (o: Operand): number => o.shape[o.shape.length - 1]!;
/** How many matrices. */
export const matricesOf = (o: Operand): number => count(o.shape.slice(0, -2));

/** What a routine does with one matrix of the batch: an `info` of 0 says that all went well. */
export type Batch = (
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  attributes: Attributes,
) => RoutineFailure | null;

/** Words of an element in what `load` gives: complex ones have two. */
export const wordsOf = (o: Operand): 1 | 2 => (o.dtype.kind === 'complex' ? 2 : 1);

export const realOnly = (dtype: DType): boolean => dtype.name === 'float32' || dtype.name === 'float64';

export const realOrComplex = (dtype: DType): boolean => realOnly(dtype) || dtype.kind === 'complex';

/** Calls `body` for each of `n` matrices and remembers the first `info` that isn't 0. */
export function eachMatrix(n: number, body: (i: number) => number): RoutineFailure | null {
  let failed: RoutineFailure | null = null;
  for (let i = 0; i < n; i++) {
    const info = body(i);
    if (info !== 0 && failed === null) failed = { batch: i, info };
  }
  return failed;
}

/** `info` of the routines that need finite values: infinities and NaN would keep them from ending. */
export const NOT_FINITE = -1;

export function allFinite(a: Numbers): boolean {
  for (const v of a) if (!Number.isFinite(v)) return false;
  return true;
}

/** a[m, k] · b[k, n], row-major. */
export function multiply(a: Numbers, b: Numbers, m: number, k: number, n: number): Numbers {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const v = a[i * k + p]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += v * b[p * n + j]!;
    }
  }
  return c;
}

export function transposed(a: Numbers, m: number, n: number): Numbers {
  const t = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) t[j * m + i] = a[i * n + j]!;
  return t;
}

/**
 * The sign that a singular or eigenvector gets, which no equation decides: of its components that are at least half as
 * large as the largest, the first is positive. The native backend has the same rule.
 */
export function signOf(length: number, at: (i: number) => number): 1 | -1 {
  let largest = 0;
  for (let i = 0; i < length; i++) largest = Math.max(largest, Math.abs(at(i)));
  for (let i = 0; i < length; i++) {
    const v = at(i);
    if (Math.abs(v) >= largest / 2) return v < 0 ? -1 : 1;
  }
  return 1;
}
