import { adjoint, conjugate } from './complex/numbers.js';
import { svdOf as complexSvdOf } from './complex/svd.js';
import {
  allFinite,
  type Batch,
  columnsOf,
  eachMatrix,
  load,
  matricesOf,
  NOT_FINITE,
  type Numbers,
  rowsOf,
  signOf,
  store,
  transposed,
  wordsOf,
} from './operands.js';
import { expandQ, householder } from './qr.js';

export interface Svd {
  /** Left singular vectors as rows, [m, m]; only the first min(m, n) belong to singular values. */
  readonly ut: Numbers;
  readonly s: Numbers;
  /** Right singular vectors as rows (conjugated, where they are complex), [n, n]. */
  readonly vt: Numbers;
}

const SWEEPS = 80;

const dot = (a: Numbers, p: number, q: number, m: number): number => {
  let s = 0;
  for (let k = 0; k < m; k++) s += a[p * m + k]! * a[q * m + k]!;
  return s;
};

function turn(a: Numbers, p: number, q: number, m: number, c: number, s: number): void {
  for (let k = 0; k < m; k++) {
    const [x, y] = [a[p * m + k]!, a[q * m + k]!];
    a[p * m + k] = c * x - s * y;
    a[q * m + k] = s * x + c * y;
  }
}

/** Completes `known` orthonormal rows of length m to m of them, by the QR of their transpose. */
function complete(rows: Numbers, known: number, m: number): Numbers {
  const columns = transposed(rows.subarray(0, known * m), known, m);
  const tau = householder(columns, m, known);
  const q = expandQ(columns, tau, m, known, m);
  const result = new Float64Array(m * m);
  result.set(rows.subarray(0, known * m));
  for (let i = known; i < m; i++) for (let k = 0; k < m; k++) result[i * m + k] = q[k * m + i]!;
  return result;
}

/**
 * One-sided Jacobi (Hestenes 1958; Demmel and Veselić 1992): rotations make the columns of A orthogonal; their lengths
 * are the singular values, descending. For m ≥ n; wide matrices go in transposed.
 */
function tall(columns: Numbers, m: number, n: number): Svd | null {
  const vt = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vt[i * n + i] = 1;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.sqrt(dot(columns, i, i, m)));
  // Columns this short are rounding errors, and turning them into each other would never end.
  const negligible = (largest * 2 ** -54) ** 2;
  for (let sweep = 0; ; sweep++) {
    if (sweep === SWEEPS) return null;
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta, gamma] = [dot(columns, p, p, m), dot(columns, q, q, m), dot(columns, p, q, m)];
        if (Math.abs(gamma) <= 2 ** -52 * Math.sqrt(alpha * beta) || Math.abs(gamma) <= negligible) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(zeta, 1));
        const c = 1 / Math.hypot(t, 1);
        turn(columns, p, q, m, c, c * t);
        turn(vt, p, q, n, c, c * t);
      }
    }
    if (!turned) break;
  }
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(dot(columns, i, i, m)));
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => lengths[j]! - lengths[i]!);
  const s = Float64Array.from(order, (i) => lengths[i]!);
  const ut = new Float64Array(n * m);
  const sorted = new Float64Array(n * n);
  let known = 0;
  order.forEach((from, to) => {
    sorted.set(vt.subarray(from * n, (from + 1) * n), to * n);
    if (s[to]! <= largest * 2 ** -52 * Math.max(m, n)) return;
    for (let k = 0; k < m; k++) ut[to * m + k] = columns[from * m + k]! / s[to]!;
    known = to + 1;
  });
  return { ut: complete(ut, known, m), s, vt: sorted };
}

/** A = U diag(s) V of a finite matrix [m, n], signs chosen by `signOf` of the left vectors; null without convergence. */
export function svdOf(a: Numbers, m: number, n: number): Svd | null {
  let found: Svd | null;
  if (m >= n) found = tall(transposed(a, m, n), m, n);
  else {
    const t = tall(a.slice(), n, m);
    found = t === null ? null : { ut: t.vt, s: t.s, vt: t.ut };
  }
  if (found === null) return null;
  const { ut, vt } = found;
  const flip = (rows: Numbers, i: number, length: number): void => {
    for (let k = 0; k < length; k++) rows[i * length + k]! *= -1;
  };
  for (let i = 0; i < Math.max(m, n); i++) {
    const [left, right] = [i < m, i < n];
    const sign = left ? signOf(m, (k) => ut[i * m + k]!) : signOf(n, (k) => vt[i * n + k]!);
    if (sign > 0) continue;
    if (left) flip(ut, i, m);
    // Beyond the singular values the two have nothing to do with each other.
    if (right && (i < Math.min(m, n) || !left)) flip(vt, i, n);
  }
  return found;
}

/** Of real or complex matrices, in the layout that `words` tells. */
export function factorsOf(a: Numbers, m: number, n: number, words: 1 | 2): Svd | null {
  if (words === 1) return svdOf(a, m, n);
  const found = complexSvdOf(a, m, n);
  return found === null ? null : { ut: found.ut, s: found.s, vt: found.vh };
}

/** A [*, m, n] → U, S [*, min(m, n)], Vh, info; U and Vh have no elements without `vectors`. */
export const svd: Batch = ([a], [u, s, vh, info], { vectors }) => {
  const [m, n] = [rowsOf(a!), columnsOf(a!)];
  const k = Math.min(m, n);
  const all = load(a!);
  const words = wordsOf(a!);
  const size = m * n * words;
  return eachMatrix(matricesOf(a!), (i) => {
    const own = all.subarray(i * size, (i + 1) * size);
    const finite = allFinite(own);
    const found = finite ? factorsOf(own, m, n, words) : null;
    const status = found !== null ? 0 : finite ? 1 : NOT_FINITE;
    store(info!, [status], i);
    if (found === null) return status;
    store(s!, found.s, i * k);
    if (vectors !== true) return 0;
    const [columns, rows] = [columnsOf(u!), rowsOf(vh!)];
    const left = found.ut.subarray(0, columns * m * words);
    const turned = words === 2 ? conjugate(adjoint(left, columns, m)) : transposed(left, columns, m);
    store(u!, turned, i * m * columns);
    store(vh!, found.vt.subarray(0, rows * n * words), i * rows * n);
    return 0;
  });
};
