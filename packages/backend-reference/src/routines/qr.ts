import * as complex from './complex/qr.js';
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

/**
 * Householder reflections in place, as LAPACK's geqr2: R in the upper triangle, below it the vectors, whose first
 * component is 1 and not stored. H_k = I − τ_k v_k v_kᵀ, Q = H_0 H_1 ….
 */
export function householder(a: Numbers, m: number, n: number): Numbers {
  const tau = new Float64Array(Math.min(m, n));
  for (let k = 0; k < tau.length; k++) {
    let norm = 0;
    for (let i = k + 1; i < m; i++) norm = Math.hypot(norm, a[i * n + k]!);
    const alpha = a[k * n + k]!;
    if (norm === 0) continue;
    const beta = -Math.sign(alpha || 1) * Math.hypot(alpha, norm);
    tau[k] = (beta - alpha) / beta;
    for (let i = k + 1; i < m; i++) a[i * n + k]! /= alpha - beta;
    a[k * n + k] = beta;
    reflect(a, n, k + 1, n, a, n, m, k, tau[k]!);
  }
  return tau;
}

/** Columns `from` to `to` of t [m, width] times reflection k, whose vector stands in column k of v [m, n]. */
function reflect(
  t: Numbers,
  width: number,
  from: number,
  to: number,
  v: Numbers,
  n: number,
  m: number,
  k: number,
  tau: number,
): void {
  for (let j = from; j < to; j++) {
    let s = t[k * width + j]!;
    for (let i = k + 1; i < m; i++) s += v[i * n + k]! * t[i * width + j]!;
    s *= tau;
    t[k * width + j]! -= s;
    for (let i = k + 1; i < m; i++) t[i * width + j]! -= s * v[i * n + k]!;
  }
}

/** The first `columns` columns of Q, [m, columns]. */
export function expandQ(v: Numbers, tau: Numbers, m: number, n: number, columns: number): Numbers {
  const q = new Float64Array(m * columns);
  for (let i = 0; i < Math.min(m, columns); i++) q[i * columns + i] = 1;
  for (let k = tau.length - 1; k >= 0; k--) reflect(q, columns, 0, columns, v, n, m, k, tau[k]!);
  return q;
}

/** A [*, m, n] → Q [*, m, r], R [*, r, n]; Q has no elements when only R is asked for. */
export const qr: Batch = ([a], [q, r], { mode }) => {
  const [m, n] = [rowsOf(a!), columnsOf(a!)];
  const rows = rowsOf(r!);
  const all = load(a!);
  const words = wordsOf(a!);
  const algorithm = words === 2 ? complex : { householder, expandQ };
  const size = m * n * words;
  return eachMatrix(matricesOf(a!), (i) => {
    const own = all.subarray(i * size, (i + 1) * size);
    const tau = algorithm.householder(own, m, n);
    const upper = new Float64Array(rows * n * words);
    for (let row = 0; row < Math.min(rows, m, n); row++) {
      const [from, to] = [(row * n + row) * words, (row + 1) * n * words];
      upper.set(own.subarray(from, to), from);
    }
    store(r!, upper, i * rows * n);
    if (mode !== 'r') store(q!, algorithm.expandQ(own, tau, m, n, rows), i * m * rows);
    return 0;
  });
};
