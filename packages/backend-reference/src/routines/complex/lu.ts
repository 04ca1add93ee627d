import type { Numbers } from '../operands.js';
import { swapRows } from '../rows.js';
import { divide } from './numbers.js';

/** As `factor` of real matrices; the size of a pivot is |re| + |im|, as in LAPACK. */
export function factor(a: Numbers, m: number, n: number, pivots: Numbers): number {
  const size = (i: number, j: number): number =>
    Math.abs(a[2 * (i * n + j)]!) + Math.abs(a[2 * (i * n + j) + 1]!);
  let info = 0;
  for (let k = 0; k < Math.min(m, n); k++) {
    let p = k;
    for (let i = k + 1; i < m; i++) if (size(i, k) > size(p, k)) p = i;
    pivots[k] = p + 1;
    if (p !== k) swapRows(a, 2 * n, k, p);
    const at = 2 * (k * n + k);
    const [pr, pi] = [a[at]!, a[at + 1]!];
    if (pr === 0 && pi === 0) {
      info ||= k + 1;
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const own = 2 * (i * n + k);
      const [fr, fi] = divide(a[own]!, a[own + 1]!, pr, pi);
      a[own] = fr;
      a[own + 1] = fi;
      subtract(a, 2 * (i * n + k + 1), a, 2 * (k * n + k + 1), n - k - 1, fr, fi);
    }
  }
  return info;
}

/** `count` numbers of x from position `to` on, less f times those of y from `from` on. */
function subtract(
  x: Numbers,
  to: number,
  y: Numbers,
  from: number,
  count: number,
  fr: number,
  fi: number,
): void {
  for (let j = 0; j < 2 * count; j += 2) {
    const [yr, yi] = [y[from + j]!, y[from + j + 1]!];
    x[to + j]! -= fr * yr - fi * yi;
    x[to + j + 1]! -= fr * yi + fi * yr;
  }
}

/** Solves op(A) X = B in place of b [n, k], given the factors of A; `adjoint` for op(A) = Aᴴ. */
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
    if (p !== i) swapRows(b, 2 * k, i, p);
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

/** Forward or back substitution in place of b [n, k]; a transposed triangle is conjugated too. */
export function substitute(
  t: Numbers,
  n: number,
  b: Numbers,
  k: number,
  o: { readonly upper: boolean; readonly unit: boolean; readonly transposed: boolean },
): void {
  const at = (i: number, j: number): [number, number] => {
    const p = 2 * (o.transposed ? j * n + i : i * n + j);
    return [t[p]!, o.transposed ? -t[p + 1]! : t[p + 1]!];
  };
  for (let s = 0; s < n; s++) {
    const i = o.upper ? n - 1 - s : s;
    const [from, to] = o.upper ? [i + 1, n] : [0, i];
    for (let j = from; j < to; j++) subtract(b, 2 * i * k, b, 2 * j * k, k, ...at(i, j));
    if (o.unit) continue;
    const [dr, di] = at(i, i);
    for (let c = 0; c < k; c++) {
      const p = 2 * (i * k + c);
      [b[p], b[p + 1]] = divide(b[p]!, b[p + 1]!, dr, di);
    }
  }
}

/** L with A = LLᴴ in place, of the lower triangle; the order of the minor that isn't positive, or 0. */
export function cholesky(a: Numbers, n: number): number {
  for (let i = 0; i < n; i++) a.fill(0, 2 * (i * n + i + 1), 2 * (i + 1) * n);
  for (let j = 0; j < n; j++) {
    const own = 2 * (j * n + j);
    let d = a[own]!;
    for (let k = 0; k < j; k++) d -= a[2 * (j * n + k)]! ** 2 + a[2 * (j * n + k) + 1]! ** 2;
    a[own + 1] = 0;
    if (!(d > 0)) {
      a[own] = d;
      return j + 1;
    }
    const root = Math.sqrt(d);
    a[own] = root;
    for (let i = j + 1; i < n; i++) {
      const p = 2 * (i * n + j);
      let [re, im] = [a[p]!, a[p + 1]!];
      for (let k = 0; k < j; k++) {
        const [xr, xi] = [a[2 * (i * n + k)]!, a[2 * (i * n + k) + 1]!];
        const [yr, yi] = [a[2 * (j * n + k)]!, a[2 * (j * n + k) + 1]!];
        re -= xr * yr + xi * yi;
        im -= xi * yr - xr * yi;
      }
      a[p] = re / root;
      a[p + 1] = im / root;
    }
  }
  return 0;
}
