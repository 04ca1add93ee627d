import type { Numbers } from '../operands.js';
import { divide } from './numbers.js';

/**
 * Householder reflections in place, as LAPACK's geqr2 for complex numbers: H_k = I − τ_k v_k v_kᴴ, Q = H_0 H_1 …, and R
 * has a real diagonal. Returns τ.
 */
export function householder(a: Numbers, m: number, n: number): Numbers {
  const count = Math.min(m, n);
  const tau = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const own = 2 * (k * n + k);
    let norm = 0;
    for (let i = k + 1; i < m; i++) norm = Math.hypot(norm, a[2 * (i * n + k)]!, a[2 * (i * n + k) + 1]!);
    const [re, im] = [a[own]!, a[own + 1]!];
    if (norm === 0 && im === 0) continue;
    const beta = -Math.sign(re || 1) * Math.hypot(re, im, norm);
    tau[2 * k] = (beta - re) / beta;
    tau[2 * k + 1] = -im / beta;
    for (let i = k + 1; i < m; i++) {
      const p = 2 * (i * n + k);
      [a[p], a[p + 1]] = divide(a[p]!, a[p + 1]!, re - beta, im);
    }
    a[own] = beta;
    a[own + 1] = 0;
    // Aᴴ is what the reflections bring to R: Hᴴ from the left.
    reflect(a, n, k + 1, n, a, n, m, k, tau[2 * k]!, -tau[2 * k + 1]!);
  }
  return tau;
}

/** Columns `from` to `to` of t [m, width] times I − τ v vᴴ, with v in column k of [m, n]. */
function reflect(
  t: Numbers,
  width: number,
  from: number,
  to: number,
  v: Numbers,
  n: number,
  m: number,
  k: number,
  tr: number,
  ti: number,
): void {
  for (let j = from; j < to; j++) {
    const top = 2 * (k * width + j);
    let [sr, si] = [t[top]!, t[top + 1]!];
    for (let i = k + 1; i < m; i++) {
      const [vr, vi] = [v[2 * (i * n + k)]!, v[2 * (i * n + k) + 1]!];
      const [xr, xi] = [t[2 * (i * width + j)]!, t[2 * (i * width + j) + 1]!];
      sr += vr * xr + vi * xi;
      si += vr * xi - vi * xr;
    }
    [sr, si] = [sr * tr - si * ti, sr * ti + si * tr];
    t[top]! -= sr;
    t[top + 1]! -= si;
    for (let i = k + 1; i < m; i++) {
      const [vr, vi] = [v[2 * (i * n + k)]!, v[2 * (i * n + k) + 1]!];
      t[2 * (i * width + j)]! -= sr * vr - si * vi;
      t[2 * (i * width + j) + 1]! -= sr * vi + si * vr;
    }
  }
}

/** The first `columns` columns of Q, [m, columns]. */
export function expandQ(v: Numbers, tau: Numbers, m: number, n: number, columns: number): Numbers {
  const q = new Float64Array(2 * m * columns);
  for (let i = 0; i < Math.min(m, columns); i++) q[2 * (i * columns + i)] = 1;
  for (let k = tau.length / 2 - 1; k >= 0; k--) {
    reflect(q, columns, 0, columns, v, n, m, k, tau[2 * k]!, tau[2 * k + 1]!);
  }
  return q;
}
