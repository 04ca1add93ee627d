import {
  bool,
  complex64,
  type DType,
  dtypes,
  float16,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  type ReduceSpec,
  UnsupportedError,
  uint8,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { as, blank, type Element, elements, expr, modes, place, range, run } from './helper.js';

describe.each(modes)('%s reduce', (_, backend) => {
  const spec = (
    combine: ReduceSpec['combine'],
    from: DType,
    accumulate: DType,
    rank: number,
    kept: number,
    to = accumulate,
  ): ReduceSpec => ({
    family: 'reduce',
    rank,
    kept,
    combine,
    accumulate,
    prologue: expr(
      [from],
      from === accumulate
        ? [['load', from]]
        : [
            ['load', from],
            ['cast', accumulate, [0]],
          ],
    ),
    epilogue: expr(
      [accumulate],
      to === accumulate
        ? [['load', accumulate]]
        : [
            ['load', accumulate],
            ['cast', to, [0]],
          ],
    ),
    key: `${combine}${from}${accumulate}${to}${rank}${kept}`,
  });

  it('sums every numeric dtype, transposed and flipped', () => {
    for (const dtype of dtypes.filter((t) => !t.isComplex && t !== bool)) {
      const x = place(
        backend,
        dtype,
        range(12).map((i) => as(dtype, i)),
        [-4, 1],
        8,
      );
      const rows = blank(backend, dtype, 3, [1, 0]);
      run(backend, spec('sum', dtype, dtype, 2, 1), [3, 4], [rows, x]);
      expect(elements(backend, rows)).toEqual([38, 22, 6].map((v) => as(dtype, v)));
      const columns = blank(backend, dtype, 4, [1, 0]);
      run(backend, spec('sum', dtype, dtype, 2, 1), [4, 3], [columns, { ...x, offset: 0, strides: [1, 4] }]);
      expect(elements(backend, columns)).toEqual([12, 15, 18, 21].map((v) => as(dtype, v)));
    }
  });

  it('wraps integer sums and products', () => {
    const total = (combine: 'sum' | 'prod', dtype: DType, values: Element[]) => {
      const out = blank(backend, dtype, 1, [0]);
      run(backend, spec(combine, dtype, dtype, 1, 0), [values.length], [out, place(backend, dtype, values)]);
      return elements(backend, out)[0];
    };
    expect(total('sum', int8, [100, 100])).toBe(-56);
    expect(total('sum', uint8, [200, 100])).toBe(44);
    expect(total('sum', int32, [2 ** 31 - 1, 1])).toBe(-(2 ** 31));
    expect(total('prod', int32, [2 ** 20, 2 ** 20 + 1])).toBe(2 ** 20);
    expect(total('sum', int64, [2n ** 63n - 1n, 1n])).toBe(-(2n ** 63n));
    expect(total('prod', int64, [2n ** 40n, 2n ** 40n + 3n])).toBe((3n * 2n ** 40n) % 2n ** 64n);
    expect(total('prod', int16, [300, 300])).toBe(24464);
  });

  it('sums narrower types into int64 without losing digits', () => {
    const many = 3000;
    const big = place(backend, int32, new Array(many).fill(2 ** 31 - 1));
    const out = blank(backend, int64, 1, [0]);
    run(backend, spec('sum', int32, int64, 1, 0), [many], [out, big]);
    expect(elements(backend, out)).toEqual([BigInt(many) * (2n ** 31n - 1n)]);
    run(backend, spec('sum', bool, int64, 1, 0), [4], [out, place(backend, bool, [1, 0, 1, 1])]);
    expect(elements(backend, out)).toEqual([3n]);
    const huge = place(backend, float64, new Array(600).fill(2 ** 52));
    run(backend, spec('sum', float64, int64, 1, 0), [600], [out, huge]);
    expect(elements(backend, out)).toEqual([600n * 2n ** 52n]);
    // Numbers below 2^51 are summed in parts: 5000 of them pass the limit of one part several times.
    const e = expr(
      [int32],
      [
        ['load', int32],
        ['cast', int64, [0]],
        ['const', int64, [], 2 ** 18],
        ['mul', int64, [1, 2]],
      ],
    );
    const parts: ReduceSpec = { ...spec('sum', int32, int64, 1, 0), prologue: e, key: 'parts' };
    run(backend, parts, [5000], [out, place(backend, int32, new Array(5000).fill(-(2 ** 31)))]);
    expect(elements(backend, out)).toEqual([-5000n * 2n ** 49n]);
  });

  it('accumulates floats in float64', () => {
    const values = [1e8, ...new Array(1000).fill(1), -1e8];
    for (const dtype of [float32, float16]) {
      const out = blank(backend, float32, 1, [0]);
      const source = place(backend, float32, values);
      run(
        backend,
        spec('sum', float32, dtype === float16 ? float32 : dtype, 1, 0),
        [values.length],
        [out, source],
      );
      expect(elements(backend, out)).toEqual([1000]);
    }
  });

  it('lets NaN win in min and max, and finds first extremes', () => {
    const rows = [3, 1, 1, 5, NaN, 2, 4, 4, -Infinity, -Infinity, -Infinity, -Infinity];
    const x = () => place(backend, float32, rows, [4, 1]);
    const extreme = (combine: 'min' | 'max') => {
      const out = blank(backend, float32, 3, [1, 0]);
      run(backend, spec(combine, float32, float32, 2, 1), [3, 4], [out, x()]);
      return elements(backend, out);
    };
    expect(extreme('min')).toEqual([1, NaN, -Infinity]);
    expect(extreme('max')).toEqual([5, NaN, -Infinity]);
    const arg = (combine: 'argmin' | 'argmax') => {
      const epilogue = expr(
        [float32, int64],
        [
          ['load', float32, [], 0],
          ['load', int64, [], 1],
        ],
        [0, 1],
      );
      const full: ReduceSpec = { ...spec(combine, float32, float32, 2, 1), epilogue, key: combine };
      const [values, positions] = [blank(backend, float32, 3, [1, 0]), blank(backend, int64, 3, [1, 0])];
      run(backend, full, [3, 4], [values, positions, x()]);
      return elements(backend, positions);
    };
    expect(arg('argmin')).toEqual([1n, 0n, 0n]);
    expect(arg('argmax')).toEqual([3n, 0n, 0n]);
  });

  it('finds extremes of every integer type at their limits', () => {
    for (const [dtype, low, high] of [
      [int8, -128, 127],
      [uint8, 0, 255],
      [int16, -32768, 32767],
      [int32, -(2 ** 31), 2 ** 31 - 1],
      [int64, -(2n ** 63n), 2n ** 63n - 1n],
    ] as const) {
      const out = blank(backend, dtype, 1, [0]);
      run(backend, spec('max', dtype, dtype, 1, 0), [1], [out, place(backend, dtype, [low])]);
      expect(elements(backend, out)).toEqual([low]);
      run(backend, spec('min', dtype, dtype, 1, 0), [1], [out, place(backend, dtype, [high])]);
      expect(elements(backend, out)).toEqual([high]);
    }
  });

  it('takes any and all of bools', () => {
    const x = place(backend, bool, [0, 0, 1, 1, 0, 1], [2, 1]);
    for (const [combine, wanted] of [
      ['any', [0, 1, 1]],
      ['all', [0, 1, 0]],
    ] as const) {
      const out = blank(backend, bool, 3, [1, 0]);
      run(backend, spec(combine, bool, bool, 2, 1), [3, 2], [out, x]);
      expect(elements(backend, out)).toEqual(wanted);
    }
  });

  it('gives the identity over nothing', () => {
    const empty = () => blank(backend, float32, 0, [0, 1]);
    for (const [combine, wanted] of [
      ['sum', 0],
      ['prod', 1],
    ] as const) {
      const out = blank(backend, float32, 2, [1, 0]);
      run(backend, spec(combine, float32, float32, 2, 1), [2, 0], [out, empty()]);
      expect(elements(backend, out)).toEqual([wanted, wanted]);
    }
    for (const [combine, wanted] of [
      ['any', 0],
      ['all', 1],
    ] as const) {
      const out = blank(backend, bool, 1, [0]);
      run(backend, spec(combine, bool, bool, 1, 0), [0], [out, blank(backend, bool, 0)]);
      expect(elements(backend, out)).toEqual([wanted]);
    }
    const none = blank(backend, float32, 0, [1, 0]);
    run(backend, spec('sum', float32, float32, 2, 1), [0, 3], [none, blank(backend, float32, 0, [3, 1])]);
  });

  it('passes parameters to prologue and epilogue, and an index to each', () => {
    // out[r] = p1 · (r + Σ_c (index + p0 · x))
    const prologue = expr(
      [float32],
      [
        ['load', float32],
        ['param', float32, [], 0],
        ['mul', float32, [0, 1]],
        ['index', int64],
        ['cast', float32, [3]],
        ['add', float32, [2, 4]],
      ],
      [5],
      1,
    );
    const epilogue = expr(
      [float32],
      [
        ['load', float32],
        ['index', int64],
        ['cast', float32, [1]],
        ['add', float32, [0, 2]],
        ['param', int64, [], 0],
        ['cast', float32, [4]],
        ['mul', float32, [3, 5]],
      ],
      [6],
      1,
    );
    const full: ReduceSpec = { ...spec('sum', float32, float32, 2, 1), prologue, epilogue, key: 'params' };
    for (const factor of [10, 2 ** 40]) {
      const out = blank(backend, float32, 2, [1, 0]);
      run(backend, full, [2, 3], [out, place(backend, float32, [1, 2, 3, 4, 5, 6], [3, 1])], [2, factor]);
      expect(elements(backend, out)).toEqual([(3 + 12) * factor, (12 + 30 + 1) * factor]);
    }
  });

  it('reduces the whole of a 0-dim tensor', () => {
    const out = blank(backend, float64, 1, []);
    run(backend, spec('sum', float32, float64, 0, 0), [], [out, place(backend, float32, [2.5], [])]);
    expect(elements(backend, out)).toEqual([2.5]);
  });

  it('refuses complex accumulation', () => {
    expect(() => backend.prepare(spec('sum', complex64, complex64, 1, 0))).toThrow(UnsupportedError);
  });
});
