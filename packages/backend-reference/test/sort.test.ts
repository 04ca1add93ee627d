import {
  bool,
  complex64,
  type DType,
  dtypes,
  float32,
  float64,
  int32,
  int64,
  type KernelSpec,
  UnsupportedError,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { as, blank, type Element, elements, modes, place, range, run } from './helper.js';

describe.each(modes)('%s sort', (_, backend) => {
  const sort = (dtype: DType, descending: boolean, indexType = int64, rank = 1): KernelSpec => ({
    family: 'sort',
    rank,
    dtype,
    indexType,
    descending,
    key: `${dtype}${descending}${indexType}${rank}`,
  });

  const sorted = (dtype: DType, values: Element[], descending: boolean, count = values.length) => {
    const [v, p] = [blank(backend, dtype, count), blank(backend, int64, count)];
    run(backend, sort(dtype, descending), [values.length], [v, p, place(backend, dtype, values)], [count]);
    return [elements(backend, v), elements(backend, p).map(Number)];
  };

  it('is stable and puts NaN last, or first when descending', () => {
    const values = [2, NaN, -0, 0, 1, 2, NaN, -Infinity];
    expect(sorted(float32, values, false)).toEqual([
      [-Infinity, -0, 0, 1, 2, 2, NaN, NaN],
      [7, 2, 3, 4, 0, 5, 1, 6],
    ]);
    expect(sorted(float32, values, true)).toEqual([
      [NaN, NaN, 2, 2, 1, -0, 0, -Infinity],
      [1, 6, 0, 5, 4, 2, 3, 7],
    ]);
  });

  it('sorts every dtype, and int64 to the last digit', () => {
    for (const dtype of dtypes.filter((t) => !t.isComplex && t !== bool)) {
      const values = [3, 1, 2, 1].map((x) => as(dtype, x));
      expect(sorted(dtype, values, false)).toEqual([[1, 1, 2, 3].map((x) => as(dtype, x)), [1, 3, 2, 0]]);
    }
    const big = [2n ** 62n + 2n, 2n ** 62n + 1n, 2n ** 62n + 3n];
    expect(sorted(int64, big, true)[1]).toEqual([2, 0, 1]);
    expect(sorted(bool, [1, 0, 1, 0], false)[1]).toEqual([1, 3, 0, 2]);
    expect(() => backend.prepare(sort(complex64, false))).toThrow(UnsupportedError);
  });

  it('equals the stable sort of the language on long rows, and top-k its beginning', () => {
    const values = range(1000).map((i) => (i * 7919) % 97);
    for (const descending of [false, true]) {
      const order = range(1000).sort((a, b) => (descending ? values[b] - values[a] : values[a] - values[b]));
      for (const count of [1000, 200, 5, 1, 0]) {
        expect(sorted(float64, values, descending, count)[1]).toEqual(order.slice(0, count));
      }
    }
    const withNaN = values.map((v, i) => (i % 50 === 0 ? NaN : v));
    expect(sorted(float64, withNaN, true, 3)[1]).toEqual([0, 50, 100]);
    expect(sorted(float64, withNaN, false, 3)[1]).toEqual(sorted(float64, withNaN, false)[1].slice(0, 3));
  });

  it('sorts strided rows into strided outputs', () => {
    const x = place(backend, int32, [3, 9, 1, 8, 2, 7], [1, 2]);
    const v = blank(backend, int32, 6, [1, 2]);
    const p = blank(backend, int32, 6, [3, 1]);
    run(backend, sort(int32, false, int32, 2), [2, 3], [v, p, x], [3]);
    expect(elements(backend, v)).toEqual([1, 7, 2, 8, 3, 9]);
    expect(elements(backend, p)).toEqual([1, 2, 0, 2, 1, 0]);
    run(
      backend,
      sort(int32, false, int32, 2),
      [2, 0],
      [blank(backend, int32, 0, [0, 1]), blank(backend, int32, 0, [0, 1]), x],
      [0],
    );
  });
});
