import { bool, type DType, float16, float32, float64, int32, int64, uint8 } from '@cresset/tensor/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { setNumThreads } from '../src/index.js';
import { backend, command, empty, expr, from, identity, read, rowMajor, spec, type View } from './harness.js';
import { isas, setIsa } from './isa.js';
import { randoms } from './numbers.js';

type Combine = 'sum' | 'prod' | 'min' | 'max' | 'any' | 'all' | 'argmin' | 'argmax';

/** Reduces the last dims of a view; `strides` are given for kept then reduced dims. */
function reduce(
  combine: Combine,
  accumulate: DType,
  view: View,
  kept: number,
  epilogue = identity(accumulate),
  prologue = identity(view.dtype),
  params: number[] = [],
): number[] {
  const outShape = view.shape.slice(0, kept);
  const out = empty(epilogue.outputTypes[0], outShape);
  const id = backend.prepare(
    spec({ family: 'reduce', rank: view.shape.length, kept, prologue, combine, accumulate, epilogue }),
  );
  const strides = [...rowMajor(outShape), ...new Array(view.shape.length - kept).fill(0)];
  command(
    id,
    view.shape,
    [
      [out, strides],
      [view, view.strides],
    ],
    params,
  );
  return read(out);
}

/** Values of a view, one list for each kept position. */
function groups(view: View, values: readonly number[], kept: number): number[][] {
  const out: number[][] = [];
  const walk = (d: number, at: number, into: number[] | null): void => {
    const list = d === kept ? [] : into;
    if (d === kept) out.push(list!);
    if (d === view.shape.length) {
      list!.push(values[at]);
      return;
    }
    for (let i = 0; i < view.shape[d]; i++) walk(d + 1, at + i * view.strides[d], list);
  };
  walk(0, view.offset, null);
  return out;
}

const position = expr(
  [float32, int64],
  [
    ['load', int64, [], 1],
    ['load', float32, [], 0],
  ],
  [0],
);

describe.each(isas)('reductions on %s', (isa) => {
  beforeAll(() => setIsa(isa));

  // Shape, strides of kept then reduced dims, how many are kept.
  const layouts: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
    ['all of a row', [1000], [1], 0],
    ['rows', [30, 200], [200, 1], 1],
    ['many short rows', [700, 7], [7, 1], 1],
    ['columns', [200, 30], [1, 200], 1],
    ['few columns', [3, 5000], [1, 3], 1],
    ['columns of several dims', [6, 7, 8, 9], [1, 6, 378, 42], 2],
    ['outer and inner', [5, 8, 90], [90, 450, 1], 1],
    ['middle', [4, 6, 50], [300, 1, 6], 2],
    ['long rows', [2, 9000], [9000, 1], 1],
    ['every other', [20, 50], [100, 2], 1],
    ['flipped', [20, 50], [50, -1], 1],
    ['nothing reduced', [40], [1], 1],
    ['broadcast', [6, 10], [1, 0], 1],
  ];

  it.each(layouts)('%s', (_, shape, strides, kept) => {
    const offset = shape.reduce((n, d, i) => n + Math.max(0, -(d - 1) * strides[i]), 0);
    const size = 1 + offset + shape.reduce((n, d, i) => n + Math.max(0, (d - 1) * strides[i]), 0);
    const values = randoms(size, -1, 1, 5).map(Math.fround);
    const view: View = { ...from(float32, [size], values), shape, strides, offset };
    const lists = groups(view, values, kept);
    reduce('sum', float32, view, kept).forEach((x, i) => {
      const exact = lists[i].reduce((a, b) => a + b, 0);
      const magnitude = lists[i].reduce((a, b) => a + Math.abs(b), 0);
      expect(Math.abs(x - exact)).toBeLessThanOrEqual(1e-6 * magnitude);
    });
    expect(reduce('max', float32, view, kept)).toEqual(lists.map((l) => Math.max(...l)));
    expect(reduce('min', float32, view, kept)).toEqual(lists.map((l) => Math.min(...l)));
    expect(reduce('argmax', float32, view, kept, position)).toEqual(
      lists.map((l) => l.indexOf(Math.max(...l))),
    );
    expect(reduce('argmin', float32, view, kept, position)).toEqual(
      lists.map((l) => l.indexOf(Math.min(...l))),
    );
    const small = values.map((x) => Math.round(x * 3));
    const ints: View = { ...from(int32, [size], small), shape, strides, offset };
    const wide = expr(
      [int32],
      [
        ['load', int32, [], 0],
        ['cast', int64, [0]],
      ],
    );
    const intLists = groups(ints, small, kept);
    expect(reduce('sum', int64, ints, kept, identity(int64), wide)).toEqual(
      intLists.map((l) => l.reduce((a, b) => a + b, 0)),
    );
    const flags: View = {
      ...from(
        bool,
        [size],
        small.map((x) => Number(x > 2)),
      ),
      shape,
      strides,
      offset,
    };
    const flagLists = groups(
      flags,
      small.map((x) => Number(x > 2)),
      kept,
    );
    expect(reduce('any', bool, flags, kept)).toEqual(flagLists.map((l) => Number(l.some((x) => x === 1))));
    expect(reduce('all', bool, flags, kept)).toEqual(flagLists.map((l) => Number(l.every((x) => x === 1))));
    // Through a prologue: Σx².
    const square = expr(
      [float32],
      [
        ['load', float32, [], 0],
        ['mul', float32, [0, 0]],
      ],
    );
    reduce('sum', float32, view, kept, identity(float32), square).forEach((x, i) => {
      const exact = lists[i].reduce((a, b) => a + b * b, 0);
      expect(Math.abs(x - exact)).toBeLessThanOrEqual(1e-6 * exact + 1e-12);
    });
  });

  it('sums ten million float32 values within 1e-6', () => {
    const n = 10_000_000;
    const values = new Float32Array(n);
    let exact = 0;
    for (let i = 0; i < n; i++) {
      values[i] = Math.fround(((i * 7919) % 1000) / 1000);
      exact += values[i];
    }
    const buffer = backend.allocate(4 * n);
    backend.upload(buffer, 0, new Uint8Array(values.buffer));
    const view: View = { buffer, dtype: float32, shape: [n], strides: [1], offset: 0 };
    for (const threads of [1, 2]) {
      setNumThreads(threads);
      const [sum] = reduce('sum', float32, view, 0);
      expect(Math.abs(sum - exact) / exact).toBeLessThan(1e-6);
    }
    const column: View = { ...view, shape: [2, n / 2], strides: [1, 2] };
    const sums = reduce('sum', float32, column, 1);
    expect(Math.abs(sums[0] + sums[1] - exact) / exact).toBeLessThan(1e-6);
  });

  it('NaN wins over every extreme, and the first of several', () => {
    const values = [3, Number.NaN, 9, Number.NaN, -4, ...new Array(300).fill(0)];
    const view = from(float32, [values.length], values);
    expect(reduce('max', float32, view, 0)).toEqual([Number.NaN]);
    expect(reduce('min', float32, view, 0)).toEqual([Number.NaN]);
    expect(reduce('argmax', float32, view, 0, position)).toEqual([1]);
    expect(reduce('argmin', float32, view, 0, position)).toEqual([1]);
    const columns: View = { ...view, shape: [5, 61], strides: [1, 5] };
    expect(reduce('argmax', float32, columns, 1, position)[1]).toBe(0);
  });

  it('nothing to reduce gives the identity', () => {
    const none: View = { ...empty(float32, [0]), shape: [3, 0], strides: [0, 1] };
    expect(reduce('sum', float32, none, 1)).toEqual([0, 0, 0]);
    expect(reduce('prod', float32, none, 1)).toEqual([1, 1, 1]);
    const flags: View = { ...empty(bool, [0]), shape: [2, 0], strides: [0, 1] };
    expect(reduce('any', bool, flags, 1)).toEqual([0, 0]);
    expect(reduce('all', bool, flags, 1)).toEqual([1, 1]);
  });

  it('products, float64, halves, uint8, and epilogues with parameters', () => {
    expect(reduce('prod', float32, from(float32, [5], [1, 2, 3, 4, 5]), 0)).toEqual([120]);
    expect(reduce('sum', float64, from(float64, [3], [0.1, 0.2, 0.3]), 0)[0]).toBeCloseTo(0.6, 15);
    expect(reduce('max', uint8, from(uint8, [4], [3, 200, 7, 9]), 0)).toEqual([200]);
    expect(reduce('sum', int32, from(int32, [3], [2 ** 31 - 1, 1, 5]), 0)).toEqual([-(2 ** 31) + 5]);
    const half = expr(
      [float32],
      [
        ['load', float32, [], 0],
        ['cast', float16, [0]],
      ],
    );
    const widened = expr(
      [float16],
      [
        ['load', float16, [], 0],
        ['cast', float32, [0]],
      ],
    );
    expect(
      reduce('sum', float32, from(float16, [4], [0x3c00, 0x3c00, 0x3c00, 0x3c00]), 0, half, widened),
    ).toEqual([0x4400]);
    const mean = expr(
      [float32],
      [
        ['load', float32, [], 0],
        ['param', float32, [], 0],
        ['mul', float32, [0, 1]],
      ],
    );
    expect(
      reduce(
        'sum',
        float32,
        from(float32, [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]),
        1,
        mean,
        identity(float32),
        [0.25],
      ),
    ).toEqual([2.5, 6.5]);
  });

  it('gives the same result with any number of threads', () => {
    const n = 400_000;
    const view = from(float32, [n], randoms(n, -1, 1));
    const rows: View = { ...view, shape: [400, 1000], strides: [1000, 1] };
    const results = [1, 2].map((threads) => {
      setNumThreads(threads);
      return [
        reduce('max', float32, view, 0),
        reduce('sum', float32, rows, 1),
        reduce('argmin', float32, view, 0, position),
      ];
    });
    expect(results[0]).toEqual(results[1]);
  });
});
