import {
  bfloat16,
  bool,
  complex64,
  type DType,
  float16,
  float32,
  float64,
  IndexError,
  int8,
  int16,
  int32,
  int64,
  UnsupportedError,
  uint8,
} from '@cresset/tensor/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { getNumThreads, setNumThreads } from '../src/index.js';
import { backend, command, empty, from, product, read, rowMajor, spec, type View } from './harness.js';
import { isas, setIsa } from './isa.js';
import { randoms } from './numbers.js';

const integersUpTo = (n: number, limit: number, seed = 1): number[] =>
  randoms(n, 0, limit, seed).map(Math.floor);

describe('scan', () => {
  const scan = (combine: 'sum' | 'prod' | 'min' | 'max', v: View, dtype: DType = v.dtype): number[] => {
    const out = empty(dtype, v.shape);
    const id = backend.prepare(
      spec({ family: 'scan', rank: v.shape.length, combine, inputType: v.dtype, dtype }),
    );
    command(id, v.shape, [
      [out, out.strides],
      [v, v.strides],
    ]);
    return read(out);
  };

  it('sums, multiplies and keeps extremes along rows', () => {
    const v = from(float32, [2, 4], [1, 2, 3, 4, -1, 5, -6, 0]);
    expect(scan('sum', v)).toEqual([1, 3, 6, 10, -1, 4, -2, -2]);
    expect(scan('prod', v)).toEqual([1, 2, 6, 24, -1, -5, 30, 0]);
    expect(scan('max', v)).toEqual([1, 2, 3, 4, -1, 5, 5, 5]);
    expect(scan('min', v)).toEqual([1, 1, 1, 1, -1, -1, -6, -6]);
  });

  it('takes strides, casts, narrow types and NaN', () => {
    const v: View = { ...from(int32, [3, 2], [1, 2, 3, 4, 5, 6]), shape: [2, 3], strides: [1, 2] };
    expect(scan('sum', v, int64)).toEqual([1, 4, 9, 2, 6, 12]);
    expect(scan('sum', from(bool, [4], [1, 0, 1, 1]), int64)).toEqual([1, 1, 2, 3]);
    expect(scan('sum', from(uint8, [3], [200, 100, 1]))).toEqual([200, 44, 45]);
    expect(scan('sum', from(float16, [2], [0x3c00, 0x3c00]))).toEqual([0x3c00, 0x4000]);
    expect(scan('max', from(float64, [4], [1, Number.NaN, 7, 2]))).toEqual([
      1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    const long = from(float32, [3, 5000], integersUpTo(15000, 10));
    const sums = scan('sum', long);
    const values = read(long);
    expect(sums[4999]).toBe(values.slice(0, 5000).reduce((a, b) => a + b, 0));
    expect(sums[14999]).toBe(values.slice(10000).reduce((a, b) => a + b, 0));
  });

  it('refuses complex numbers in words', () => {
    expect(() =>
      backend.prepare(
        spec({ family: 'scan', rank: 1, combine: 'sum', inputType: complex64, dtype: complex64 }),
      ),
    ).toThrow(UnsupportedError);
  });
});

describe.each(isas)('matmul on %s', (isa) => {
  beforeAll(() => setIsa(isa));

  /** Strides of a and b for (batch…, row, column). */
  function matmul(type: DType, batch: number[], m: number, n: number, k: number, a: View, b: View): number[] {
    const out = empty(type, [...batch, m, n]);
    const id = backend.prepare(spec({ family: 'matmul', rank: batch.length + 3, dtype: type }));
    const d = batch.length;
    command(
      id,
      [...batch, m, n, k],
      [
        [out, [...out.strides, 0]],
        [a, [...a.strides.slice(0, d), a.strides[d], 0, a.strides[d + 1]]],
        [b, [...b.strides.slice(0, d), 0, b.strides[d + 1], b.strides[d]]],
      ],
    );
    return read(out);
  }

  function expected(batch: number[], m: number, n: number, k: number, a: View, b: View): number[] {
    const av = read(a);
    const bv = read(b);
    const out: number[] = [];
    const walk = (d: number, ao: number, bo: number): void => {
      if (d < batch.length) {
        for (let i = 0; i < batch[d]; i++) walk(d + 1, ao + i * a.strides[d], bo + i * b.strides[d]);
        return;
      }
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) {
            sum +=
              av[ao + i * a.strides[d] + p * a.strides[d + 1]] *
              bv[bo + p * b.strides[d] + j * b.strides[d + 1]];
          }
          out.push(sum);
        }
      }
    };
    walk(0, a.offset, b.offset);
    return out;
  }

  const shapes = [
    [1, 1, 1],
    [3, 5, 7],
    [16, 16, 16],
    [33, 17, 65],
    [64, 10, 128],
    [130, 70, 90],
    [1, 300, 200],
    [300, 1, 200],
    [20, 20, 0],
  ];

  for (const type of [float32, float64, int32, int64, int16, int8, uint8]) {
    it.each(shapes)(`${type.name} %d × %d × %d, in every orientation`, (m, n, k) => {
      const make = (rows: number, cols: number, seed: number): View =>
        from(type, [rows, cols], integersUpTo(rows * cols, 3, seed));
      const transposed = (v: View): View => ({
        ...v,
        shape: [v.shape[1], v.shape[0]],
        strides: [v.strides[1], v.strides[0]],
      });
      const a = make(m, k, 1);
      const b = make(k, n, 2);
      const at = transposed(make(k, m, 3));
      const bt = transposed(make(n, k, 4));
      const wrap = (x: number): number => (type === uint8 ? x & 255 : type === int8 ? (x << 24) >> 24 : x);
      for (const [x, y] of [
        [a, b],
        [at, b],
        [a, bt],
        [at, bt],
      ]) {
        expect(matmul(type, [], m, n, k, x, y)).toEqual(expected([], m, n, k, x, y).map(wrap));
      }
    });
  }

  it('batches, broadcasts and takes operands that are dense in no dimension', () => {
    const a = from(float32, [6, 9, 11], integersUpTo(6 * 9 * 11, 4, 1));
    const b = from(float32, [6, 11, 8], integersUpTo(6 * 11 * 8, 4, 2));
    const check = (batch: number[], m: number, n: number, k: number, x: View, y: View): void =>
      expect(matmul(float32, batch, m, n, k, x, y)).toEqual(expected(batch, m, n, k, x, y));
    check([6], 9, 8, 11, a, b);
    check([6], 9, 8, 11, a, { ...b, strides: [0, 8, 1] });
    check([6], 9, 8, 11, { ...a, strides: [0, 11, 1] }, b);
    check([2, 3], 9, 8, 11, { ...a, strides: [297, 99, 11, 1] }, { ...b, strides: [0, 88, 8, 1] });
    check([3, 2], 9, 8, 11, { ...a, strides: [99, 297, 11, 1] }, { ...b, strides: [88, 264, 8, 1] });
    const wide = from(float32, [100, 60], integersUpTo(6000, 4, 3));
    check([], 40, 25, 30, { ...wide, strides: [120, 2] }, { ...wide, strides: [2, 61], offset: 5 });
    check([3], 30, 20, 25, { ...wide, strides: [7, 60, 2] }, { ...wide, strides: [0, 2, 63] });
  });

  it('float16 and bfloat16 are multiplied in float32', () => {
    const ones = from(float16, [4, 4], new Array(16).fill(0x3c00));
    expect(matmul(float16, [], 4, 4, 4, ones, ones)).toEqual(new Array(16).fill(0x4400));
    const brains = from(bfloat16, [2, 2, 2], new Array(8).fill(0x3f80));
    expect(matmul(bfloat16, [2], 2, 2, 2, brains, brains)).toEqual(new Array(8).fill(0x4000));
  });

  it('large products agree between one thread and two', () => {
    const a = from(float32, [400, 300], randoms(120_000, -1, 1, 1));
    const b = from(float32, [300, 350], randoms(105_000, -1, 1, 2));
    const exact = expected([], 400, 350, 300, a, b);
    const before = getNumThreads();
    for (const threads of [1, 2]) {
      setNumThreads(threads);
      matmul(float32, [], 400, 350, 300, a, b).forEach((x, i) => {
        expect(Math.abs(x - exact[i])).toBeLessThan(1e-4);
      });
      const wideA = from(float64, [400, 300], read(a));
      const wideB = from(float64, [300, 350], read(b));
      matmul(float64, [], 400, 350, 300, wideA, wideB).forEach((x, i) => {
        expect(Math.abs(x - exact[i])).toBeLessThan(1e-12 * 300);
      });
    }
    setNumThreads(before);
  });

  it('refuses bool and complex numbers in words', () => {
    for (const dtype of [bool, complex64]) {
      expect(() => backend.prepare(spec({ family: 'matmul', rank: 3, dtype }))).toThrow(UnsupportedError);
    }
  });
});

describe('gather and scatter', () => {
  /** out[i] = src[index[i]] along the first dim of a matrix: an embedding. */
  function rows(type: DType, src: View, index: View): number[] {
    const [n, width] = [product(index.shape), src.shape[1]];
    const out = empty(type, [n, width]);
    const id = backend.prepare(spec({ family: 'gather', rank: 2, dtype: type, indexTypes: [index.dtype] }));
    command(
      id,
      [n, width],
      [
        [out, [width, 1]],
        [src, [0, 1]],
        [index, [1, 0]],
      ],
      [src.shape[0], width],
    );
    return read(out);
  }

  it('gathers rows, also by negative indices, of every element size', () => {
    for (const type of [uint8, int16, float32, float64]) {
      const src = from(
        type,
        [4, 3],
        Array.from({ length: 12 }, (_, i) => i),
      );
      const expected = [3, 4, 5, 9, 10, 11, 9, 10, 11];
      expect(rows(type, src, from(int64, [3], [1, 3, -1]))).toEqual(expected);
      expect(rows(type, src, from(int32, [3], [1, 3, -1]))).toEqual(expected);
    }
  });

  it('names index and size when one is out of range', () => {
    const src = from(float32, [4, 3], new Array(12).fill(0));
    for (const bad of [4, -5, 2 ** 40]) {
      expect(() => rows(float32, src, from(int64, [2], [0, bad]))).toThrow(IndexError);
      expect(() => rows(float32, src, from(int64, [2], [0, bad]))).toThrow(
        `index ${bad} is out of range for a dimension of size 4`,
      );
    }
  });

  it('gathers elements by several indices, with strides', () => {
    const src = from(
      float32,
      [5, 6],
      Array.from({ length: 30 }, (_, i) => i),
    );
    const i = from(int64, [3, 1], [4, 0, -2]);
    const j = from(int32, [1, 2], [5, 1]);
    const out = empty(float32, [3, 2]);
    const id = backend.prepare(
      spec({ family: 'gather', rank: 2, dtype: float32, indexTypes: [int64, int32] }),
    );
    command(
      id,
      [3, 2],
      [
        [out, [2, 1]],
        [src, [0, 0]],
        [i, [1, 0]],
        [j, [0, 1]],
      ],
      [5, 6, 6, 1],
    );
    expect(read(out)).toEqual([29, 25, 5, 1, 23, 19]);
    // take-along-dim: the free dim walks through a transposed source.
    const along = from(int64, [6, 2], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]);
    const taken = empty(float32, [6, 2]);
    const id2 = backend.prepare(spec({ family: 'gather', rank: 2, dtype: float32, indexTypes: [int64] }));
    command(
      id2,
      [6, 2],
      [
        [taken, [2, 1]],
        [src, [1, 0]],
        [along, [2, 1]],
      ],
      [5, 6],
    );
    expect(read(taken)).toEqual([0, 6, 13, 19, 26, 2, 9, 15, 22, 28, 5, 11]);
  });

  type Mode = 'set' | 'add' | 'mul' | 'min' | 'max';
  function scatter(type: DType, mode: Mode, dst: number[], index: number[], src: number[]): number[] {
    const target = from(type, [dst.length], dst);
    const id = backend.prepare(spec({ family: 'scatter', rank: 1, mode, dtype: type, indexTypes: [int64] }));
    command(
      id,
      [index.length],
      [
        [target, [0]],
        [from(type, [src.length], src), [1]],
        [from(int64, [index.length], index), [1]],
      ],
      [dst.length, 1],
    );
    return read(target);
  }

  it('scatters with repeated indices in every mode and type', () => {
    for (const type of [uint8, int8, int16, int32, int64, float32, float64]) {
      const run = (mode: Mode): number[] => scatter(type, mode, [1, 2, 3], [0, 2, 0, -1], [5, 6, 7, 8]);
      expect(run('set')).toEqual([7, 2, 8]);
      expect(run('add')).toEqual([13, 2, 17]);
      expect(run('mul')).toEqual([35, 2, type === int8 ? (144 << 24) >> 24 : 144]);
      expect(run('min')).toEqual([1, 2, 3]);
      expect(run('max')).toEqual([7, 2, 8]);
    }
    expect(scatter(bool, 'add', [0, 0], [0, 0], [1, 1])).toEqual([1, 0]);
    expect(scatter(bool, 'mul', [1, 1], [0, 1], [0, 1])).toEqual([0, 1]);
    expect(scatter(float16, 'add', [0x3c00, 0], [0, 0], [0x3c00, 0x3c00])).toEqual([0x4200, 0]);
    expect(scatter(float32, 'max', [1], [0], [Number.NaN])).toEqual([Number.NaN]);
  });

  it('writes nothing when an index is out of range', () => {
    const target = from(float32, [2], [1, 2]);
    const id = backend.prepare(
      spec({ family: 'scatter', rank: 1, mode: 'set', dtype: float32, indexTypes: [int64] }),
    );
    const run = () =>
      command(
        id,
        [3],
        [
          [target, [0]],
          [from(float32, [3], [7, 8, 9]), [1]],
          [from(int64, [3], [0, 1, 2]), [1]],
        ],
        [2, 1],
      );
    expect(run).toThrow(IndexError);
    expect(read(target)).toEqual([1, 2]);
  });

  it('adds rows (the gradient of an embedding) alike on one thread and two', () => {
    const n = 3000;
    const width = 40;
    const index = integersUpTo(n, 50, 7);
    const src = integersUpTo(n * width, 5, 8);
    const expected = new Array(50 * width).fill(0);
    index.forEach((r, i) => {
      for (let c = 0; c < width; c++) expected[r * width + c] += src[i * width + c];
    });
    const before = getNumThreads();
    for (const threads of [1, 2]) {
      setNumThreads(threads);
      const target = from(float32, [50, width], new Array(50 * width).fill(0));
      const id = backend.prepare(
        spec({ family: 'scatter', rank: 2, mode: 'add', dtype: float32, indexTypes: [int64] }),
      );
      command(
        id,
        [n, width],
        [
          [target, [0, 1]],
          [from(float32, [n, width], src), [width, 1]],
          [from(int64, [n], index), [1, 0]],
        ],
        [50, width],
      );
      expect(read(target)).toEqual(expected);
    }
    setNumThreads(before);
  });

  it('refuses indices of other types', () => {
    expect(() =>
      backend.prepare(spec({ family: 'gather', rank: 1, dtype: float32, indexTypes: [int16] })),
    ).toThrow(UnsupportedError);
  });
});

describe('sort', () => {
  function sort(v: View, descending: boolean, k: number, indexType: DType = int64): [number[], number[]] {
    const shape = [...v.shape.slice(0, -1), k];
    const values = empty(v.dtype, shape);
    const positions = empty(indexType, shape);
    const id = backend.prepare(
      spec({ family: 'sort', rank: v.shape.length, dtype: v.dtype, indexType, descending }),
    );
    command(
      id,
      v.shape,
      [
        [values, rowMajor(shape)],
        [positions, rowMajor(shape)],
        [v, v.strides],
      ],
      [k],
    );
    return [read(values), read(positions)];
  }

  it('is stable, with NaN as the largest in both directions', () => {
    const nan = Number.NaN;
    const v = from(float32, [7], [3, nan, 1, 3, -2, nan, 1]);
    expect(sort(v, false, 7)).toEqual([
      [-2, 1, 1, 3, 3, nan, nan],
      [4, 2, 6, 0, 3, 1, 5],
    ]);
    expect(sort(v, true, 7)).toEqual([
      [nan, nan, 3, 3, 1, 1, -2],
      [1, 5, 0, 3, 2, 6, 4],
    ]);
    expect(sort(v, true, 3, int32)).toEqual([
      [nan, nan, 3],
      [1, 5, 0],
    ]);
  });

  it('sorts rows of every type, strided, whole or in part', () => {
    for (const type of [uint8, int8, int16, int32, int64, float32, float64]) {
      const values = integersUpTo(40 * 70, 100, 5);
      const v: View = { ...from(type, [2800], values), shape: [40, 70], strides: [1, 40] };
      for (const k of [70, 40, 5, 0]) {
        const [got, at] = sort(v, false, k);
        for (let r = 0; r < 40; r++) {
          const row = Array.from({ length: 70 }, (_, i) => values[r + 40 * i]);
          const order = row.map((_, i) => i).sort((i, j) => row[i] - row[j] || i - j);
          expect(got.slice(r * k, r * k + k)).toEqual(order.slice(0, k).map((i) => row[i]));
          expect(at.slice(r * k, r * k + k)).toEqual(order.slice(0, k));
        }
      }
    }
    expect(sort(from(float16, [3], [0x4000, 0xc000, 0x3c00]), false, 3)).toEqual([
      [0xc000, 0x3c00, 0x4000],
      [1, 2, 0],
    ]);
    expect(sort(from(bool, [4], [1, 0, 1, 0]), false, 4)[1]).toEqual([1, 3, 0, 2]);
  });

  it('refuses complex numbers in words', () => {
    expect(() =>
      backend.prepare(
        spec({ family: 'sort', rank: 1, dtype: complex64, indexType: int64, descending: false }),
      ),
    ).toThrow(UnsupportedError);
  });
});
