import type { Operand } from '@cresset/tensor/backend';
import * as complex from './complex/lu.js';
import {
  type Batch,
  columnsOf,
  eachMatrix,
  load,
  matricesOf,
  type Numbers,
  rowsOf,
  store,
  wordsOf,
} from './operands.js';
import { swapRows } from './rows.js';

/** The algorithms for matrices of real numbers, and their counterparts. */
const real = { factor, solveFactored, substitute, cholesky: choleskyOf };
const algorithms = (o: Operand): typeof real => (wordsOf(o) === 2 ? complex : real);

/**
 * PA = LU in place with partial pivoting, as LAPACK's getrf.
 * @param pivots row swapped with row i, counted from 1
 * @returns the order of the first pivot that is 0, or 0
 */
export function factor(a: Numbers, m: number, n: number, pivots: Numbers): number {
  let info = 0;
  for (let k = 0; k < Math.min(m, n); k++) {
    let p = k;
    for (let i = k + 1; i < m; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[p * n + k]!)) p = i;
    pivots[k] = p + 1;
    if (p !== k) swapRows(a, n, k, p);
    const pivot = a[k * n + k]!;
    if (pivot === 0) {
      info ||= k + 1;
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const f = a[i * n + k]! / pivot;
      a[i * n + k] = f;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= f * a[k * n + j]!;
    }
  }
  return info;
}

/** Solves op(A) X = B in place of b [n, k], given the factors of A; `adjoint` for op(A) = Aᵀ. */
export function solveFactored(
  lu: Numbers,
  n: number,
  pivots: Numbers,
  b: Numbers,
  k: number,
  adjoint: boolean,
): void {
  const swap = (i: number): void => {
    const p = pivots[i]! - 1;
    if (p !== i) swapRows(b, k, i, p);
  };
  if (!adjoint) {
    for (let i = 0; i < n; i++) swap(i);
    substitute(lu, n, b, k, { upper: false, unit: true, transposed: false });
    substitute(lu, n, b, k, { upper: true, unit: false, transposed: false });
  } else {
    substitute(lu, n, b, k, { upper: false, unit: false, transposed: true });
    substitute(lu, n, b, k, { upper: true, unit: true, transposed: true });
    for (let i = n - 1; i >= 0; i--) swap(i);
  }
}

interface Triangle {
  /** Of the triangle that is solved with, after transposition. */
  readonly upper: boolean;
  readonly unit: boolean;
  readonly transposed: boolean;
}

/** Forward or back substitution in place of b [n, k]. */
export function substitute(t: Numbers, n: number, b: Numbers, k: number, o: Triangle): void {
  const at = (i: number, j: number): number => (o.transposed ? t[j * n + i]! : t[i * n + j]!);
  for (let s = 0; s < n; s++) {
    const i = o.upper ? n - 1 - s : s;
    const [from, to] = o.upper ? [i + 1, n] : [0, i];
    for (let j = from; j < to; j++) {
      const f = at(i, j);
      for (let c = 0; c < k; c++) b[i * k + c]! -= f * b[j * k + c]!;
    }
    if (o.unit) continue;
    const d = at(i, i);
    for (let c = 0; c < k; c++) b[i * k + c]! /= d;
  }
}

/** A [*, m, n] → LU, pivots [*, min(m, n)], info [*]. */
export const luFactor: Batch = ([a], [lu, pivots, info]) => {
  const [m, n] = [rowsOf(a!), columnsOf(a!)];
  const all = load(a!);
  const k = Math.min(m, n);
  const size = m * n * wordsOf(a!);
  const failed = eachMatrix(matricesOf(a!), (i) => {
    const own = all.subarray(i * size, (i + 1) * size);
    const swaps = new Float64Array(k);
    const status = algorithms(a!).factor(own, m, n, swaps);
    store(pivots!, swaps, i * k);
    store(info!, [status], i);
    return status;
  });
  store(lu!, all);
  return failed;
};

/** LU [*, n, n], pivots [*, n], B [*, n, k] → X. A failure is a pivot outside of the matrix. */
export const luSolve: Batch = ([lu, pivots, b], [x], { adjoint }) => {
  const [n, k] = [rowsOf(b!), columnsOf(b!)];
  const [factors, swaps, right] = [load(lu!), load(pivots!), load(b!)];
  const [square, size] = [n * n * wordsOf(b!), n * k * wordsOf(b!)];
  const failed = eachMatrix(matricesOf(b!), (i) => {
    const own = swaps.subarray(i * n, (i + 1) * n);
    const wrong = own.findIndex((p) => p < 1 || p > n);
    if (wrong >= 0) return wrong + 1;
    const part = right.subarray(i * size, (i + 1) * size);
    const lu_ = factors.subarray(i * square, (i + 1) * square);
    algorithms(b!).solveFactored(lu_, n, own, part, k, adjoint === true);
    return 0;
  });
  store(x!, right);
  return failed;
};

/** Pivots [*, k] → the permutation [*, m] that they stand for: row i of PᵀA is row perm[i] of A. */
export const pivotsToPermutation: Batch = ([pivots], [perm]) => {
  const k = columnsOf(pivots!);
  const m = columnsOf(perm!);
  const all = load(pivots!);
  const batches = pivots!.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return eachMatrix(batches, (i) => {
    const order = Array.from({ length: m }, (_, r) => r);
    for (let r = 0; r < k; r++) {
      const p = all[i * k + r]! - 1;
      if (!(p >= 0 && p < m)) return r + 1;
      [order[r], order[p]] = [order[p]!, order[r]!];
    }
    store(perm!, order, i * m);
    return 0;
  });
};

/** A [*, n, n] triangular, B [*, n, k] → X with AX = B. Only the triangle named is read. */
export const triangularSolve: Batch = ([a, b], [x], { upper, unitriangular }) => {
  const [n, k] = [rowsOf(b!), columnsOf(b!)];
  const [t, right] = [load(a!), load(b!)];
  const [square, size] = [n * n * wordsOf(b!), n * k * wordsOf(b!)];
  const o = { upper: upper === true, unit: unitriangular === true, transposed: false };
  eachMatrix(matricesOf(b!), (i) => {
    const own = t.subarray(i * square, (i + 1) * square);
    algorithms(b!).substitute(own, n, right.subarray(i * size, (i + 1) * size), k, o);
    return 0;
  });
  store(x!, right);
  return null;
};

/** A [*, n, n], of which the lower triangle is read → L with A = LLᴴ, info. As LAPACK's potrf. */
export const cholesky: Batch = ([a], [l, info]) => {
  const n = rowsOf(a!);
  const all = load(a!);
  const square = n * n * wordsOf(a!);
  const failed = eachMatrix(matricesOf(a!), (batch) => {
    const own = all.subarray(batch * square, (batch + 1) * square);
    const status = algorithms(a!).cholesky(own, n);
    store(info!, [status], batch);
    return status;
  });
  store(l!, all);
  return failed;
};

function choleskyOf(a: Numbers, n: number): number {
  for (let i = 0; i < n; i++) a.fill(0, i * n + i + 1, (i + 1) * n);
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    for (let k = 0; k < j; k++) d -= a[j * n + k]! ** 2;
    if (!(d > 0)) {
      a[j * n + j] = d;
      return j + 1;
    }
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let s = a[i * n + j]!;
      for (let k = 0; k < j; k++) s -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = s / root;
    }
  }
  return 0;
}
