import type { Numbers } from '../operands.js';
import { divide, identity, sqrt } from './numbers.js';
import { expandQ, householder } from './qr.js';

const MAX_ITERATIONS = 60;

/** Rows x and x + 1 of [n, n], from column `from` on, times [[c, s], [−s*, c]]. */
function turnRows(t: Numbers, n: number, x: number, from: number, c: number, sr: number, si: number): void {
  for (let j = from; j < n; j++) {
    const [p, q] = [2 * (x * n + j), 2 * ((x + 1) * n + j)];
    const [ur, ui, vr, vi] = [t[p]!, t[p + 1]!, t[q]!, t[q + 1]!];
    t[p] = c * ur + sr * vr - si * vi;
    t[p + 1] = c * ui + sr * vi + si * vr;
    t[q] = c * vr - sr * ur - si * ui;
    t[q + 1] = c * vi - sr * ui + si * ur;
  }
}

/** Columns x and x + 1, down to row `to`, times the adjoint of that. */
function turnColumns(t: Numbers, n: number, x: number, to: number, c: number, sr: number, si: number): void {
  for (let i = 0; i < to; i++) {
    const [p, q] = [2 * (i * n + x), 2 * (i * n + x + 1)];
    const [ur, ui, vr, vi] = [t[p]!, t[p + 1]!, t[q]!, t[q + 1]!];
    t[p] = c * ur + sr * vr + si * vi;
    t[p + 1] = c * ui + sr * vi - si * vr;
    t[q] = c * vr - sr * ur + si * ui;
    t[q + 1] = c * vi - sr * ui - si * ur;
  }
}

/** a [n, n] with its rows from `from` on multiplied by pᴴ on the left, or its columns by p on the right. */
function withBlock(a: Numbers, p: Numbers, n: number, from: number, m: number, left: boolean): void {
  const [xr, xi] = [new Float64Array(m), new Float64Array(m)];
  const at = (line: number, k: number): number => 2 * (left ? (from + k) * n + line : line * n + from + k);
  for (let line = 0; line < n; line++) {
    xr.fill(0);
    xi.fill(0);
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < m; k++) {
        const own = 2 * (k * m + i);
        const [br, bi] = [p[own]!, left ? -p[own + 1]! : p[own + 1]!];
        const [yr, yi] = [a[at(line, k)]!, a[at(line, k) + 1]!];
        xr[i]! += br * yr - bi * yi;
        xi[i]! += br * yi + bi * yr;
      }
    }
    for (let i = 0; i < m; i++) {
      a[at(line, i)] = xr[i]!;
      a[at(line, i) + 1] = xi[i]!;
    }
  }
}

/** A = Q H Qᴴ with H zero below the first subdiagonal, in place of a; returns Q. */
function hessenberg(a: Numbers, n: number): Numbers {
  const q = identity(n);
  for (let k = 0; k + 2 < n; k++) {
    const m = n - k - 1;
    const column = new Float64Array(2 * m);
    for (let i = 0; i < m; i++) {
      column[2 * i] = a[2 * ((k + 1 + i) * n + k)]!;
      column[2 * i + 1] = a[2 * ((k + 1 + i) * n + k) + 1]!;
    }
    const tau = householder(column, m, 1);
    if (tau[0] === 0 && tau[1] === 0) continue;
    const p = expandQ(column, tau, m, 1, m);
    withBlock(a, p, n, k + 1, m, true);
    withBlock(a, p, n, k + 1, m, false);
    withBlock(q, p, n, k + 1, m, false);
    for (let i = k + 2; i < n; i++) a.fill(0, 2 * (i * n + k), 2 * (i * n + k) + 2);
  }
  return q;
}

/** The eigenvalue of the block at end − 1, end that is nearer to its last element (Wilkinson's shift). */
function shiftOf(t: Numbers, n: number, end: number): [number, number] {
  const at = (i: number, j: number): [number, number] => [t[2 * (i * n + j)]!, t[2 * (i * n + j) + 1]!];
  const [[ar, ai], [br, bi]] = [at(end - 1, end - 1), at(end - 1, end)];
  const [[cr, ci], [dr, di]] = [at(end, end - 1), at(end, end)];
  const [hr, hi] = [(ar - dr) / 2, (ai - di) / 2];
  let [rr, ri] = sqrt(hr * hr - hi * hi + br * cr - bi * ci, 2 * hr * hi + br * ci + bi * cr);
  // d + h ± r, of which the one with the smaller |h ± r|.
  if (hr * rr + hi * ri > 0) [rr, ri] = [-rr, -ri];
  return [dr + hr + rr, di + hi + ri];
}

/** One QR step with an explicit shift on rows and columns start … end; the rest of T turns along. */
function step(t: Numbers, z: Numbers, n: number, start: number, end: number, shift: [number, number]): void {
  const move = (sign: number): void => {
    for (let i = 0; i < n; i++) {
      t[2 * (i * n + i)]! += sign * shift[0];
      t[2 * (i * n + i) + 1]! += sign * shift[1];
    }
  };
  move(-1);
  const turns: [number, number, number][] = [];
  for (let k = start; k < end; k++) {
    const [p, q] = [2 * (k * n + k), 2 * ((k + 1) * n + k)];
    const [ar, ai, br, bi] = [t[p]!, t[p + 1]!, t[q]!, t[q + 1]!];
    const [a, b] = [Math.hypot(ar, ai), Math.hypot(br, bi)];
    const r = Math.hypot(a, b);
    let found: [number, number, number] = [1, 0, 0];
    if (b !== 0) {
      // s = (a/|a|) b* / r, and 1 for a/|a| where a is 0.
      const [ur, ui] = a === 0 ? [1, 0] : [ar / a, ai / a];
      found = [a / r, (ur * br + ui * bi) / r, (ui * br - ur * bi) / r];
    }
    turnRows(t, n, k, k, ...found);
    t.fill(0, q, q + 2);
    turns.push(found);
  }
  turns.forEach((found, i) => {
    const k = start + i;
    turnColumns(t, n, k, Math.min(k + 2, end + 1), ...found);
    turnColumns(z, n, k, n, ...found);
  });
  move(1);
}

/**
 * The Schur form A = Z T Zᴴ, T upper triangular, by the QR algorithm with Wilkinson's shift (Golub and Van Loan, Matrix
 * Computations, 7.5), or null when an eigenvalue doesn't converge.
 */
export function schur(a: Numbers, n: number): { t: Numbers; z: Numbers } | null {
  const t = a.slice();
  const z = hessenberg(t, n);
  const size = (i: number, j: number): number => Math.hypot(t[2 * (i * n + j)]!, t[2 * (i * n + j) + 1]!);
  const norm = t.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  let iterations = 0;
  for (let end = n - 1; end > 0; ) {
    let start = end;
    while (start > 0) {
      const near = size(start, start) + size(start - 1, start - 1);
      if (size(start, start - 1) <= 2 ** -52 * (near || norm)) {
        t.fill(0, 2 * (start * n + start - 1), 2 * (start * n + start));
        break;
      }
      start--;
    }
    if (start === end) {
      end--;
      iterations = 0;
      continue;
    }
    if (iterations++ === MAX_ITERATIONS) return null;
    // Now and then another shift, against cycles.
    const odd = iterations % 10 === 0;
    const shift: [number, number] = odd ? [size(end, end - 1) + size(end, end), 0] : shiftOf(t, n, end);
    step(t, z, n, start, end, shift);
  }
  return { t, z };
}

/** Eigenvectors of T by back substitution, times Z: columns. */
export function vectorsOf(t: Numbers, z: Numbers, n: number): Numbers {
  const result = new Float64Array(2 * n * n);
  const tiny = (t.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1) * 2 ** -52;
  const x = new Float64Array(2 * n);
  for (let e = 0; e < n; e++) {
    x.fill(0);
    x[2 * e] = 1;
    for (let i = e - 1; i >= 0; i--) {
      let [sr, si] = [0, 0];
      for (let j = i + 1; j <= e; j++) {
        const [ar, ai] = [t[2 * (i * n + j)]!, t[2 * (i * n + j) + 1]!];
        sr += ar * x[2 * j]! - ai * x[2 * j + 1]!;
        si += ar * x[2 * j + 1]! + ai * x[2 * j]!;
      }
      const own = 2 * (i * n + i);
      let [dr, di] = [t[2 * (e * n + e)]! - t[own]!, t[2 * (e * n + e) + 1]! - t[own + 1]!];
      if (Math.hypot(dr, di) < tiny) [dr, di] = [tiny, 0];
      [x[2 * i], x[2 * i + 1]] = divide(sr, si, dr, di);
      // Keeps a growing solution from overflow.
      const most = x.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      if (most > 1e100) for (let k = 0; k < x.length; k++) x[k]! /= most;
    }
    for (let i = 0; i < n; i++) {
      let [sr, si] = [0, 0];
      for (let j = 0; j <= e; j++) {
        const [zr, zi] = [z[2 * (i * n + j)]!, z[2 * (i * n + j) + 1]!];
        sr += zr * x[2 * j]! - zi * x[2 * j + 1]!;
        si += zr * x[2 * j + 1]! + zi * x[2 * j]!;
      }
      result[2 * (i * n + e)] = sr;
      result[2 * (i * n + e) + 1] = si;
    }
  }
  return result;
}
