import type { Numbers } from '../operands.js';

/**
 * Complex matrices are row-major, each element two numbers: its real part and its imaginary part. Element (i, j) of
 * [m, n] begins at 2(i·n + j).
 */

/** Quotient of complex numbers without overflow (Smith 1962). */
export function divide(ar: number, ai: number, br: number, bi: number): [number, number] {
  if (Math.abs(br) > Math.abs(bi)) {
    const r = bi / br;
    const d = br + r * bi;
    return [(ar + r * ai) / d, (ai - r * ar) / d];
  }
  const r = br / bi;
  const d = bi + r * br;
  return [(r * ar + ai) / d, (r * ai - ar) / d];
}

/** The principal square root. */
export function sqrt(re: number, im: number): [number, number] {
  const size = Math.hypot(re, im);
  if (size === 0) return [0, 0];
  const t = Math.sqrt((Math.abs(re) + size) / 2);
  if (re >= 0) return [t, im / (2 * t)];
  return [Math.abs(im) / (2 * t), im < 0 ? -t : t];
}

export function identity(n: number): Numbers {
  const a = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) a[2 * (i * n + i)] = 1;
  return a;
}

/** The transpose of [m, n], conjugated. */
export function adjoint(a: Numbers, m: number, n: number): Numbers {
  const t = new Float64Array(2 * m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      t[2 * (j * m + i)] = a[2 * (i * n + j)]!;
      t[2 * (j * m + i) + 1] = -a[2 * (i * n + j) + 1]!;
    }
  }
  return t;
}

export function conjugate(a: Numbers): Numbers {
  const c = a.slice();
  for (let i = 1; i < c.length; i += 2) c[i] = -c[i]!;
  return c;
}

/** n numbers from the first on, each `step` further, times re + i·im. */
export function scale(a: Numbers, first: number, n: number, step: number, re: number, im: number): void {
  for (let k = 0; k < n; k++) {
    const at = 2 * (first + k * step);
    const [x, y] = [a[at]!, a[at + 1]!];
    a[at] = x * re - y * im;
    a[at + 1] = x * im + y * re;
  }
}

/**
 * The conjugated phase of a singular or eigenvector, which no equation decides: of its components that are at least half
 * as large as the largest, it makes the first real and positive. The native backend has the same rule.
 */
export function unturn(a: Numbers, first: number, n: number, step: number): [number, number] {
  const size = (k: number): number => Math.hypot(a[2 * (first + k * step)]!, a[2 * (first + k * step) + 1]!);
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, size(k));
  for (let k = 0; k < n; k++) {
    const own = size(k);
    if (own < largest / 2 || own === 0) continue;
    const at = 2 * (first + k * step);
    return [a[at]! / own, -a[at + 1]! / own];
  }
  return [1, 0];
}
