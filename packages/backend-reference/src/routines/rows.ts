import type { Numbers } from './operands.js';

/** Exchanges rows r and s of a matrix whose rows have n words. */
export function swapRows(a: Numbers, n: number, r: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const v = a[r * n + j]!;
    a[r * n + j] = a[s * n + j]!;
    a[s * n + j] = v;
  }
}
