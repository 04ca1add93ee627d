import {
  complex64,
  type DType,
  float32,
  int8,
  int32,
  int64,
  type KernelSpec,
  UnsupportedError,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { blank, elements, modes, place, run } from './helper.js';

describe.each(modes)('%s scan', (_, backend) => {
  const scan = (
    combine: 'sum' | 'prod' | 'min' | 'max',
    inputType: DType,
    dtype: DType,
    rank = 2,
  ): KernelSpec => ({
    family: 'scan',
    rank,
    combine,
    inputType,
    dtype,
    key: `${combine}${inputType}${dtype}${rank}`,
  });

  it('runs along the last dim of strided operands', () => {
    const x = place(backend, int32, [1, 2, 3, 4, 5, 6], [-3, 1], 3);
    const out = blank(backend, int64, 6, [1, 2]);
    run(backend, scan('sum', int32, int64), [2, 3], [out, x]);
    expect(elements(backend, out)).toEqual([4n, 1n, 9n, 3n, 15n, 6n]);
  });

  it('multiplies, and lets NaN stay in min and max', () => {
    const values = [3, 1, NaN, 0, 5];
    const apply = (combine: 'prod' | 'min' | 'max') => {
      const out = blank(backend, float32, 5);
      run(backend, scan(combine, float32, float32, 1), [5], [out, place(backend, float32, values)]);
      return elements(backend, out);
    };
    expect(apply('prod')).toEqual([3, 3, NaN, NaN, NaN]);
    expect(apply('min')).toEqual([3, 1, NaN, NaN, NaN]);
    expect(apply('max')).toEqual([3, 3, NaN, NaN, NaN]);
  });

  it('wraps integers, carries floats in float64, and does nothing over nothing', () => {
    const out = blank(backend, int8, 2);
    run(backend, scan('sum', int8, int8, 1), [2], [out, place(backend, int8, [100, 100])]);
    expect(elements(backend, out)).toEqual([100, -56]);
    const floats = blank(backend, float32, 3);
    run(backend, scan('sum', float32, float32, 1), [3], [floats, place(backend, float32, [2 ** 24, 1, 1])]);
    expect(elements(backend, floats)).toEqual([2 ** 24, 2 ** 24, 2 ** 24 + 2]);
    run(
      backend,
      scan('sum', float32, float32),
      [3, 0],
      [blank(backend, float32, 0, [0, 1]), blank(backend, float32, 0, [0, 1])],
    );
    expect(() => backend.prepare(scan('sum', complex64, complex64))).toThrow(UnsupportedError);
  });
});
