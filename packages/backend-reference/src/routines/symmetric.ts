import * as complex from './complex/hermitian.js';
import {
  allFinite,
  type Batch,
  eachMatrix,
  load,
  matricesOf,
  NOT_FINITE,
  type Numbers,
  rowsOf,
  signOf,
  store,
  wordsOf,
} from './operands.js';

const SWEEPS = 60;

/** One Jacobi rotation that makes a[p][q] zero; the columns of v (rows of vt) turn with it. */
function rotate(a: Numbers, vt: Numbers, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p]!, a[k * n + q]!];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k]!, a[q * n + k]!];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
  for (let k = 0; k < n; k++) {
    const [x, y] = [vt[p * n + k]!, vt[q * n + k]!];
    vt[p * n + k] = c * x - s * y;
    vt[q * n + k] = s * x + c * y;
  }
}

/**
 * Eigenvalues, ascending, and eigenvectors (as rows) of a symmetric matrix by cyclic Jacobi rotations
 * (Golub and Van Loan, Matrix Computations, 8.5); null when the sweeps don't end.
 */
export function jacobi(a: Numbers, n: number): { values: Numbers; vectors: Numbers } | null {
  const vt = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vt[i * n + i] = 1;
  for (let sweep = 0; ; sweep++) {
    if (sweep === SWEEPS) return null;
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = Math.abs(a[p * n + q]!);
        // Below the last digit of both diagonal elements it changes neither of them.
        if (off <= 2 ** -54 * Math.sqrt(Math.abs(a[p * n + p]! * a[q * n + q]!)) || off < 1e-300) continue;
        if (off <= 2 ** -60 * scaleOf(a, n)) continue;
        turned = true;
        rotate(a, vt, n, p, q);
      }
    }
    if (!turned) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i]! - a[j * n + j]!);
  const values = Float64Array.from(order, (i) => a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const sign = signOf(n, (k) => vt[from * n + k]!);
    for (let k = 0; k < n; k++) vectors[to * n + k] = sign * vt[from * n + k]!;
  });
  return { values, vectors };
}

function scaleOf(a: Numbers, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(a[i * n + i]!));
  return most;
}

/** A [*, n, n], of which the lower triangle is read → eigenvalues [*, n], eigenvectors as columns, info. */
export const eigh: Batch = ([a], [values, vectors, info], o) => {
  const n = rowsOf(a!);
  const all = load(a!);
  const words = wordsOf(a!);
  const square = n * n * words;
  return eachMatrix(matricesOf(a!), (batch) => {
    const own = all.subarray(batch * square, (batch + 1) * square);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [to, from] = [(i * n + j) * words, (j * n + i) * words];
        own[to] = own[from]!;
        if (words === 2) own[to + 1] = -own[from + 1]!;
      }
    }
    const found = allFinite(own) ? (words === 2 ? complex.jacobi(own, n) : jacobi(own, n)) : null;
    const status = found !== null ? 0 : allFinite(own) ? 1 : NOT_FINITE;
    store(info!, [status], batch);
    if (found === null) return status;
    store(values!, found.values, batch * n);
    if (o.vectors !== true) return 0;
    const columns = new Float64Array(square);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        for (let w = 0; w < words; w++) {
          columns[(k * n + i) * words + w] = found.vectors[(i * n + k) * words + w]!;
        }
      }
    }
    store(vectors!, columns, batch * n * n);
    return 0;
  });
};
