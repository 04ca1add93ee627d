import type { Numbers } from './operands.js';
import { expandQ, householder } from './qr.js';

export interface Schur {
  /** Quasi-triangular: 2×2 blocks on the diagonal are conjugate pairs. */
  readonly t: Numbers;
  /** Orthogonal, A = Z T Zᵀ. */
  readonly z: Numbers;
  readonly wr: Numbers;
  readonly wi: Numbers;
}

/** A = Q H Qᵀ with H zero below the first subdiagonal. */
function hessenberg(a: Numbers, n: number): { h: Numbers; q: Numbers } {
  const h = a.slice();
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = 0; k + 2 < n; k++) {
    const m = n - k - 1;
    const column = Float64Array.from({ length: m }, (_, i) => h[(k + 1 + i) * n + k]!);
    const tau = householder(column, m, 1);
    if (tau[0] === 0) continue;
    // The reflector itself, m × m: small sizes are what this backend is for.
    const p = expandQ(column, tau, m, 1, m);
    left(h, p, n, k + 1, m);
    right(h, p, n, k + 1, m);
    right(q, p, n, k + 1, m);
    for (let i = k + 2; i < n; i++) h[i * n + k] = 0;
  }
  return { h, q };
}

/** Rows from..from+m of a are multiplied by the symmetric p. */
function left(a: Numbers, p: Numbers, n: number, from: number, m: number): void {
  const x = new Float64Array(m);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      x[i] = 0;
      for (let k = 0; k < m; k++) x[i]! += p[i * m + k]! * a[(from + k) * n + j]!;
    }
    for (let i = 0; i < m; i++) a[(from + i) * n + j] = x[i]!;
  }
}

function right(a: Numbers, p: Numbers, n: number, from: number, m: number): void {
  const x = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      x[j] = 0;
      for (let k = 0; k < m; k++) x[j]! += a[i * n + from + k]! * p[k * m + j]!;
    }
    for (let j = 0; j < m; j++) a[i * n + from + j] = x[j]!;
  }
}

const MAX_ITERATIONS = 60;

/**
 * The real Schur form by the double-shift QR algorithm (Francis 1961; Golub and Van Loan, Matrix Computations, 7.5),
 * or null when an eigenvalue doesn't converge.
 */
export function schur(a: Numbers, n: number): Schur | null {
  const { h: t, q: z } = hessenberg(a, n);
  const wr = new Float64Array(n);
  const wi = new Float64Array(n);
  const eps = 2 ** -52;
  let end = n - 1;
  let iterations = 0;
  const at = (i: number, j: number): number => t[i * n + j]!;
  while (end >= 0) {
    let start = end;
    while (start > 0) {
      const size = Math.abs(at(start, start)) + Math.abs(at(start - 1, start - 1));
      const off = Math.abs(at(start, start - 1));
      if (off <= eps * (size || norm(t))) {
        t[start * n + start - 1] = 0;
        break;
      }
      start--;
    }
    if (start === end) {
      wr[end] = at(end, end);
      end--;
      iterations = 0;
    } else if (start === end - 1) {
      standardize(t, z, n, start);
      for (const i of [start, end]) wr[i] = at(i, i);
      const pair = at(end, start) * at(start, end);
      if (at(end, start) !== 0) {
        wi[start] = Math.sqrt(Math.abs(pair));
        wi[end] = -wi[start]!;
      }
      end -= 2;
      iterations = 0;
    } else {
      if (iterations++ === MAX_ITERATIONS) return null;
      francis(t, z, n, start, end, iterations % 10 === 0);
    }
  }
  return { t, z, wr, wi };
}

const norm = (t: Numbers): number => t.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Rows i, i+1 and columns i, i+1 of t, and columns of z, turned by [[c, s], [−s, c]]. */
function turn(t: Numbers, z: Numbers, n: number, i: number, c: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const [x, y] = [t[i * n + j]!, t[(i + 1) * n + j]!];
    t[i * n + j] = c * x + s * y;
    t[(i + 1) * n + j] = c * y - s * x;
  }
  for (const m of [t, z]) {
    for (let j = 0; j < n; j++) {
      const [x, y] = [m[j * n + i]!, m[j * n + i + 1]!];
      m[j * n + i] = c * x + s * y;
      m[j * n + i + 1] = c * y - s * x;
    }
  }
}

/** A 2×2 block becomes triangular, if its eigenvalues are real, or else gets equal diagonal elements (LAPACK's lanv2). */
function standardize(t: Numbers, z: Numbers, n: number, i: number): void {
  const [a, b, c, d] = [t[i * n + i]!, t[i * n + i + 1]!, t[(i + 1) * n + i]!, t[(i + 1) * n + i + 1]!];
  if (c === 0) return;
  const p = (a - d) / 2;
  const discriminant = p * p + b * c;
  if (discriminant >= 0) {
    // The eigenvector (λ − d, c) of the eigenvalue further from d becomes the first axis.
    const x = p + (p >= 0 ? 1 : -1) * Math.sqrt(discriminant);
    const r = Math.hypot(x, c);
    turn(t, z, n, i, x / r, c / r);
    t[(i + 1) * n + i] = 0;
    return;
  }
  const sigma = b + c;
  const tau = Math.hypot(sigma, a - d);
  const cs = Math.sqrt((1 + Math.abs(sigma) / tau) / 2);
  const sn = -(p / (tau * cs)) * (sigma >= 0 ? 1 : -1);
  turn(t, z, n, i, cs, sn);
  const mean = (t[i * n + i]! + t[(i + 1) * n + i + 1]!) / 2;
  t[i * n + i] = mean;
  t[(i + 1) * n + i + 1] = mean;
}

/** One implicit double-shift step on rows start..end. */
function francis(t: Numbers, z: Numbers, n: number, start: number, end: number, exceptional: boolean): void {
  const at = (i: number, j: number): number => t[i * n + j]!;
  let trace = at(end - 1, end - 1) + at(end, end);
  let det = at(end - 1, end - 1) * at(end, end) - at(end - 1, end) * at(end, end - 1);
  const half = (at(end - 1, end - 1) - at(end, end)) / 2;
  const discriminant = half * half + at(end - 1, end) * at(end, end - 1);
  if (discriminant >= 0) {
    // Two real shifts: the one nearer to the corner, twice, as LAPACK does.
    const root = Math.sqrt(discriminant);
    const near = at(end, end) + half - (half >= 0 ? root : -root);
    trace = 2 * near;
    det = near * near;
  }
  if (exceptional) {
    const s = Math.abs(at(end, end - 1)) + Math.abs(at(end - 1, end - 2));
    trace = 1.5 * s;
    det = s * s;
  }
  let x =
    at(start, start) ** 2 + at(start, start + 1) * at(start + 1, start) - trace * at(start, start) + det;
  let y = at(start + 1, start) * (at(start, start) + at(start + 1, start + 1) - trace);
  let w = start + 2 <= end ? at(start + 1, start) * at(start + 2, start + 1) : 0;
  for (let k = start; k < end; k++) {
    const size = k + 2 <= end ? 3 : 2;
    const column = Float64Array.from(size === 3 ? [x, y, w] : [x, y]);
    const tau = householder(column, size, 1);
    if (tau[0] !== 0) {
      const p = expandQ(column, tau, size, 1, size);
      left(t, p, n, k, size);
      right(t, p, n, k, size);
      right(z, p, n, k, size);
    }
    if (k > start) for (let i = k + 1; i < Math.min(k + size, n); i++) t[i * n + k - 1] = 0;
    x = at(k + 1, k);
    y = k + 2 <= end ? at(k + 2, k) : 0;
    w = k + 3 <= end ? at(k + 3, k) : 0;
  }
}
