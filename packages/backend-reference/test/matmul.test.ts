import {
  bool,
  complex128,
  type DType,
  dtypes,
  float32,
  int32,
  int64,
  type KernelSpec,
  UnsupportedError,
  uint8,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { as, blank, type Element, elements, modes, place, range, run } from './helper.js';

describe.each(modes)('%s matmul', (_, backend) => {
  const matmul = (dtype: DType, batch = 0): KernelSpec => ({
    family: 'matmul',
    rank: batch + 3,
    dtype,
    key: `${dtype}${batch}`,
  });

  const product = (a: number[], b: number[], m: number, n: number, k: number) =>
    range(m).flatMap((i) =>
      range(n).map((j) => range(k).reduce((s, l) => s + a[i * k + l] * b[l * n + j], 0)),
    );

  it('multiplies every dtype, plain and transposed', () => {
    const [m, n, k] = [5, 7, 9];
    const a = range(m * k).map((i) => (i % 5) - 1);
    const b = range(k * n).map((i) => i % 4);
    const wanted = product(a, b, m, n, k);
    for (const dtype of dtypes.filter((t) => !t.isComplex && t !== bool && t !== uint8)) {
      const typed = (xs: number[]) => xs.map((x) => as(dtype, x));
      const columns = (xs: number[], rows: number, width: number) =>
        range(width).flatMap((j) => range(rows).map((i) => xs[i * width + j]));
      for (const [sa, sb] of [
        [
          [k, 0, 1],
          [0, 1, n],
        ],
        [
          [1, 0, m],
          [0, k, 1],
        ],
      ]) {
        const out = blank(backend, dtype, m * n, [n, 1, 0]);
        const left = sa[0] === 1 ? columns(a, m, k) : a;
        const right = sb[1] === k ? columns(b, k, n) : b;
        run(
          backend,
          matmul(dtype),
          [m, n, k],
          [out, place(backend, dtype, typed(left), sa), place(backend, dtype, typed(right), sb)],
        );
        expect(elements(backend, out)).toEqual(typed(wanted));
      }
    }
  });

  it('multiplies across blocks of every dimension', () => {
    const [m, n, k] = [70, 131, 515];
    const a = range(m * k).map((i) => ((i * 7) % 11) - 5);
    const b = range(k * n).map((i) => ((i * 5) % 13) - 6);
    const out = blank(backend, float32, m * n, [n, 1, 0]);
    run(
      backend,
      matmul(float32),
      [m, n, k],
      [out, place(backend, float32, a, [k, 0, 1]), place(backend, float32, b, [0, 1, n])],
    );
    expect(elements(backend, out)).toEqual(product(a, b, m, n, k));
  });

  it('broadcasts batches and sums in float64', () => {
    const out = blank(backend, float32, 4, [2, 1, 1, 0]);
    const a = place(backend, float32, [1e8, 1, -1e8], [0, 0, 0, 1]);
    const b = place(backend, float32, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], [6, 0, 3, 1]);
    run(backend, matmul(float32, 1), [2, 1, 2, 3], [out, a, b]);
    expect(elements(backend, out)).toEqual([1, 2, 3, 4]);
  });

  it('keeps and wraps large integers', () => {
    const one = (dtype: DType, a: Element[], b: Element[]) => {
      const out = blank(backend, dtype, 1, [1, 1, 0]);
      run(
        backend,
        matmul(dtype),
        [1, 1, a.length],
        [out, place(backend, dtype, a, [9, 0, 1]), place(backend, dtype, b, [0, 9, 1])],
      );
      return elements(backend, out)[0];
    };
    expect(one(int64, [2n ** 40n + 1n, 3n], [2n ** 20n + 1n, 5n])).toBe(
      (2n ** 40n + 1n) * (2n ** 20n + 1n) + 15n,
    );
    expect(one(int64, [2n ** 62n, 1n], [4n, -1n])).toBe(-1n);
    expect(one(int32, [2 ** 30 + 1, 5], [2 ** 30 + 1, 5])).toBe(Math.imul(2 ** 30 + 1, 2 ** 30 + 1) + 25);
    expect(one(bool, [1, 0], [1, 1])).toBe(1);
    expect(one(uint8, [20, 20], [20, 20])).toBe(800 % 256);
  });

  it('gives zeros for k = 0, nothing for empty matrices, and refuses complex types', () => {
    const out = blank(backend, float32, 4, [2, 1, 0]);
    const empty = () => blank(backend, float32, 0, [0, 0, 1]);
    run(backend, matmul(float32), [2, 2, 0], [out, empty(), empty()]);
    expect(elements(backend, out)).toEqual([0, 0, 0, 0]);
    run(backend, matmul(float32), [0, 2, 3], [empty(), empty(), blank(backend, float32, 6, [0, 3, 1])]);
    expect(() => backend.prepare(matmul(complex128))).toThrow(UnsupportedError);
  });
});
