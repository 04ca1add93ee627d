import type { Numbers } from '../operands.js';
import { identity, scale, unturn } from './numbers.js';

const SWEEPS = 60;

/**
 * One Jacobi rotation that makes a[p][q] zero: its phase is taken out of column q, and what is left is the rotation of
 * a symmetric matrix. The columns of v (rows of vt) turn with it.
 */
function rotate(a: Numbers, vt: Numbers, n: number, p: number, q: number, size: number): void {
  const at = 2 * (p * n + q);
  const [pr, pi] = [a[at]! / size, -a[at + 1]! / size];
  scale(a, q, n, n, pr, pi);
  scale(a, q * n, n, 1, pr, -pi);
  scale(vt, q * n, n, 1, pr, pi);
  const theta = (a[2 * (q * n + q)]! - a[2 * (p * n + p)]!) / (2 * size);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  turn(a, p, q, n, n, c, s);
  turn(a, p * n, q * n, n, 1, c, s);
  turn(vt, p * n, q * n, n, 1, c, s);
  for (const i of [at, 2 * (q * n + p)]) a.fill(0, i, i + 2);
  for (const i of [p, q]) a[2 * (i * n + i) + 1] = 0;
}

/** Two rows or columns of n numbers, each `step` further, turned by [[c, −s], [s, c]]. */
export function turn(a: Numbers, x: number, y: number, n: number, step: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    for (const part of [0, 1]) {
      const [i, j] = [2 * (x + k * step) + part, 2 * (y + k * step) + part];
      const [u, v] = [a[i]!, a[j]!];
      a[i] = c * u - s * v;
      a[j] = s * u + c * v;
    }
  }
}

/**
 * Eigenvalues, ascending, and eigenvectors (as rows, not conjugated) of a Hermitian matrix by cyclic Jacobi rotations;
 * null when the sweeps don't end. See `jacobi` of symmetric matrices.
 */
export function jacobi(a: Numbers, n: number): { values: Numbers; vectors: Numbers } | null {
  const vt = identity(n);
  const diagonal = (i: number): number => a[2 * (i * n + i)]!;
  for (let i = 0; i < n; i++) a[2 * (i * n + i) + 1] = 0;
  for (let sweep = 0; ; sweep++) {
    if (sweep === SWEEPS) return null;
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = Math.hypot(a[2 * (p * n + q)]!, a[2 * (p * n + q) + 1]!);
        // Below the last digit of both diagonal elements it changes neither of them.
        if (off <= 2 ** -54 * Math.sqrt(Math.abs(diagonal(p) * diagonal(q))) || off < 1e-300) continue;
        let most = 0;
        for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(diagonal(i)));
        if (off <= 2 ** -60 * most) continue;
        turned = true;
        rotate(a, vt, n, p, q, off);
      }
    }
    if (!turned) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => diagonal(i) - diagonal(j));
  const values = Float64Array.from(order, diagonal);
  const vectors = new Float64Array(2 * n * n);
  order.forEach((from, to) => {
    vectors.set(vt.subarray(2 * from * n, 2 * (from + 1) * n), 2 * to * n);
    scale(vectors, to * n, n, 1, ...unturn(vectors, to * n, n, 1));
  });
  return { values, vectors };
}
