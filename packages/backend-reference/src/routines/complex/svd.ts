import type { Numbers } from '../operands.js';
import { turn } from './hermitian.js';
import { adjoint, conjugate, identity, scale, unturn } from './numbers.js';
import { expandQ, householder } from './qr.js';

export interface ComplexSvd {
  /** Left singular vectors as rows, not conjugated, [m, m]. */
  readonly ut: Numbers;
  readonly s: Numbers;
  /** Vᴴ, [n, n]. */
  readonly vh: Numbers;
}

const SWEEPS = 80;

/** Σ conj(x_k) y_k of the rows p and q. */
function dot(a: Numbers, p: number, q: number, m: number): [number, number] {
  let [re, im] = [0, 0];
  for (let k = 0; k < m; k++) {
    const [xr, xi] = [a[2 * (p * m + k)]!, a[2 * (p * m + k) + 1]!];
    const [yr, yi] = [a[2 * (q * m + k)]!, a[2 * (q * m + k) + 1]!];
    re += xr * yr + xi * yi;
    im += xr * yi - xi * yr;
  }
  return [re, im];
}

/** Completes `known` orthonormal rows of length m to m of them, by the QR of the matrix whose columns they are. */
function complete(rows: Numbers, known: number, m: number): Numbers {
  const columns = conjugate(adjoint(rows.subarray(0, 2 * known * m), known, m));
  const tau = householder(columns, m, known);
  const q = expandQ(columns, tau, m, known, m);
  const result = new Float64Array(2 * m * m);
  result.set(rows.subarray(0, 2 * known * m));
  for (let i = known; i < m; i++) {
    for (let k = 0; k < m; k++) {
      result[2 * (i * m + k)] = q[2 * (k * m + i)]!;
      result[2 * (i * m + k) + 1] = q[2 * (k * m + i) + 1]!;
    }
  }
  return result;
}

/** One-sided Jacobi, as for real matrices: the phase of a product is taken out of the second column before they turn. */
function tall(columns: Numbers, m: number, n: number): { ut: Numbers; s: Numbers; vt: Numbers } | null {
  const vt = identity(n);
  const square = (i: number): number => dot(columns, i, i, m)[0];
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.sqrt(square(i)));
  const negligible = (largest * 2 ** -54) ** 2;
  for (let sweep = 0; ; sweep++) {
    if (sweep === SWEEPS) return null;
    let turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta, [re, im]] = [square(p), square(q), dot(columns, p, q, m)];
        const gamma = Math.hypot(re, im);
        if (gamma <= 2 ** -52 * Math.sqrt(alpha * beta) || gamma <= negligible) continue;
        turned = true;
        scale(columns, q * m, m, 1, re / gamma, -im / gamma);
        scale(vt, q * n, n, 1, re / gamma, -im / gamma);
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(zeta, 1));
        const c = 1 / Math.hypot(t, 1);
        turn(columns, p * m, q * m, m, 1, c, c * t);
        turn(vt, p * n, q * n, n, 1, c, c * t);
      }
    }
    if (!turned) break;
  }
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(square(i)));
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => lengths[j]! - lengths[i]!);
  const s = Float64Array.from(order, (i) => lengths[i]!);
  const ut = new Float64Array(2 * n * m);
  const sorted = new Float64Array(2 * n * n);
  let known = 0;
  order.forEach((from, to) => {
    sorted.set(vt.subarray(2 * from * n, 2 * (from + 1) * n), 2 * to * n);
    if (s[to]! <= largest * 2 ** -52 * Math.max(m, n)) return;
    for (let k = 0; k < 2 * m; k++) ut[2 * to * m + k] = columns[2 * from * m + k]! / s[to]!;
    known = to + 1;
  });
  return { ut: complete(ut, known, m), s, vt: sorted };
}

/** A = U diag(s) Vᴴ of a finite matrix [m, n], phases chosen by the left vectors; null without convergence. */
export function svdOf(a: Numbers, m: number, n: number): ComplexSvd | null {
  const wide = m < n;
  // The columns of a wide matrix's adjoint are its conjugated rows.
  const found = wide ? tall(conjugate(a), n, m) : tall(conjugate(adjoint(a, m, n)), m, n);
  if (found === null) return null;
  const ut = wide ? found.vt : found.ut;
  const vh = conjugate(wide ? found.ut : found.vt);
  for (let i = 0; i < Math.max(m, n); i++) {
    const [left, right] = [i < m, i < n];
    const [re, im] = left ? unturn(ut, i * m, m, 1) : unturn(vh, i * n, n, 1);
    if (left) scale(ut, i * m, m, 1, re, im);
    // What is taken from a left vector goes to its right one; beyond the singular values they have nothing in common.
    if (right && left && i < Math.min(m, n)) scale(vh, i * n, n, 1, re, -im);
    else if (right && !left) scale(vh, i * n, n, 1, re, im);
  }
  return { ut, s: found.s, vh };
}
