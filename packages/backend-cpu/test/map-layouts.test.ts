import { float16, float32, float64, int8, int32, int64, uniform32, uniform64 } from '@cresset/tensor/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  backend,
  command,
  empty,
  expr,
  from,
  identity,
  mapDense,
  mapStrided,
  product,
  read,
  rowMajor,
  simple,
  spec,
  type View,
} from './harness.js';
import { isas, setIsa } from './isa.js';
import { randoms } from './numbers.js';

/** Element values of a view in row-major order, from the dense values of its buffer. */
function elements(v: View, values: readonly number[]): number[] {
  const out: number[] = [];
  const walk = (d: number, at: number): void => {
    if (d === v.shape.length) {
      out.push(values[at]);
      return;
    }
    for (let i = 0; i < v.shape[d]; i++) walk(d + 1, at + i * v.strides[d]);
  };
  walk(0, v.offset);
  return out;
}

const iota = (n: number): number[] => Array.from({ length: n }, (_, i) => i % 100);

describe.each(isas)('layouts of map on %s', (isa) => {
  beforeAll(() => setIsa(isa));

  const layouts: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
    ['transposed', [70, 90], [1, 70], 0],
    ['transposed, narrow', [500, 3], [1, 500], 0],
    ['rows broadcast', [50, 60], [0, 1], 5],
    ['columns broadcast', [50, 60], [1, 0], 0],
    ['every other', [40, 30], [120, 2], 1],
    ['flipped', [33, 44], [-44, -1], 33 * 44 - 1],
    ['permuted', [5, 6, 7, 8], [1, 5, 30, 210], 0],
    ['permuted inside', [4, 9, 33], [297, 1, 9], 0],
    ['small inner dims', [300, 2, 2], [4, 1, 2], 0],
    ['long rows', [3, 5000], [1, 3], 0],
    ['scalar', [7, 8], [0, 0], 3],
    ['0-dim', [], [], 2],
  ];

  for (const type of [float32, float64, int8, int64]) {
    it.each(layouts)(`${type.name} %s`, (_, shape, strides, offset) => {
      const size = 1 + offset + shape.reduce((n, d, i) => n + Math.max(0, (d - 1) * strides[i]), 0);
      const values = iota(Math.max(size, product(shape), 40));
      const view: View = { ...from(type, [values.length], values), shape, strides, offset };
      const expected = elements(view, values);
      expect(read(mapStrided(identity(type), shape, [view])[0])).toEqual(expected);
      // With a dense operand beside it, and arithmetic.
      const dense = from(
        type,
        shape,
        expected.map((_, i) => i % 7),
      );
      const got = read(mapStrided(simple('add', [type, type], type), shape, [view, dense])[0]);
      expect(got).toEqual(expected.map((x, i) => x + (i % 7)));
    });
  }

  it('writes through strides', () => {
    const out = from(float32, [6, 6], new Array(36).fill(-1));
    const id = backend.prepare(spec({ family: 'map', rank: 2, expr: identity(float32), contiguous: false }));
    const values = from(float32, [2, 3], [1, 2, 3, 4, 5, 6]);
    command(
      id,
      [2, 3],
      [
        [{ ...out, offset: 7 }, [1, 6]],
        [values, [3, 1]],
      ],
    );
    const expected = new Array(36).fill(-1);
    [1, 2, 3, 4, 5, 6].forEach((v, i) => {
      expected[7 + Math.floor(i / 3) + 6 * (i % 3)] = v;
    });
    expect(read(out)).toEqual(expected);
  });

  it('in place, where a later step still reads the overwritten input', () => {
    // Momentum: v = 0.9·v + g; p = p − 0.1·v, and the old v is read once more after the first output.
    const e = expr(
      [float32, float32, float32],
      [
        ['load', float32, [], 0],
        ['load', float32, [], 1],
        ['load', float32, [], 2],
        ['const', float32, [], 0.5],
        ['mul', float32, [1, 3]],
        ['add', float32, [4, 2]], // new v
        ['add', float32, [0, 5]],
        ['add', float32, [6, 1]], // p + new v + old v
      ],
      [7, 5],
    );
    const n = 2500;
    for (const order of [
      [7, 5],
      [5, 7],
    ]) {
      const p = from(float32, [n], iota(n));
      const v = from(float32, [n], iota(n));
      const g = from(float32, [n], iota(n));
      const id = backend.prepare(
        spec({ family: 'map', rank: 1, expr: { ...e, outputs: order, key: `m${order}` }, contiguous: true }),
      );
      const outs = order[0] === 7 ? [p, v] : [v, p];
      command(
        id,
        [n],
        [...outs, p, v, g].map((x) => [x, [1]] as const),
      );
      expect(read(v)).toEqual(iota(n).map((x) => 1.5 * x));
      expect(read(p)).toEqual(iota(n).map((x) => 3.5 * x));
    }
  });

  it('gives several outputs, the same value twice, and an input unchanged', () => {
    const e = expr(
      [float32],
      [
        ['load', float32, [], 0],
        ['neg', float32, [0]],
        ['const', float32, [], 4],
      ],
      [1, 1, 0, 2],
    );
    const outs = mapDense(e, [from(float32, [2000], iota(2000))], 2000).map(read);
    expect(outs[0]).toEqual(iota(2000).map((x) => -x));
    expect(outs[1]).toEqual(outs[0]);
    expect(outs[2]).toEqual(iota(2000));
    expect(outs[3]).toEqual(new Array(2000).fill(4));
  });

  it('index is the row-major position, in every layout', () => {
    const e = (t: typeof int64) =>
      expr(
        [float32],
        [
          ['index', t],
          ['load', float32, [], 0],
          ['cast', float32, [0]],
          ['add', float32, [1, 2]],
        ],
      );
    const view: View = {
      ...from(float32, [70 * 90], iota(6300)),
      shape: [70, 90],
      strides: [1, 70],
      offset: 0,
    };
    const expected = elements(view, iota(6300)).map((x, i) => x + i);
    expect(read(mapStrided(e(int64), [70, 90], [view])[0])).toEqual(expected);
    expect(read(mapStrided(e(int32), [70, 90], [view])[0])).toEqual(expected);
    const alone = expr([], [['index', int64]]);
    expect(read(mapDense(alone, [], 3000)[0])).toEqual(Array.from({ length: 3000 }, (_, i) => i));
  });

  it.each([
    [0, 0],
    [7, 3],
    [2 ** 40 + 11, 2 ** 33 + 5],
  ])('uniform equals the TypeScript Philox bit for bit (seed %d, offset %d)', (seed, offset) => {
    const e = (t: typeof float32) =>
      expr(
        [],
        [
          ['param', float64, [], 0],
          ['param', float64, [], 1],
          ['index', int64],
          ['uniform', t, [0, 1, 2]],
        ],
      );
    const n = 1303;
    expect(read(mapDense(e(float32), [], n, [seed, offset])[0])).toEqual(
      Array.from({ length: n }, (_, i) => uniform32(seed, offset, i)),
    );
    expect(read(mapDense(e(float64), [], n, [seed, offset])[0])).toEqual(
      Array.from({ length: n }, (_, i) => uniform64(seed, offset, i)),
    );
    // Scattered indices, and seeds that come from memory.
    const scattered = expr(
      [int64, float64],
      [
        ['load', float64, [], 1],
        ['param', float64, [], 0],
        ['load', int64, [], 0],
        ['uniform', float32, [0, 1, 2]],
      ],
    );
    const at = randoms(500, 0, 1e6, 9).map(Math.floor);
    const got = read(
      mapDense(scattered, [from(int64, [500], at), from(float64, [500], new Array(500).fill(seed))], 500, [
        offset,
      ])[0],
    );
    expect(got).toEqual(at.map((i) => uniform32(seed, offset, i)));
  });

  it('expressions longer than the fixed tables', () => {
    const steps: ['load' | 'add' | 'const', typeof float32, number[], number][] = [['load', float32, [], 0]];
    for (let i = 0; i < 150; i++) {
      steps.push(['const', float32, [], 1]);
      steps.push(['add', float32, [steps.length - 2, steps.length - 1], 0]);
    }
    const got = read(mapDense(expr([float32], steps), [from(float32, [1500], iota(1500))], 1500)[0]);
    expect(got).toEqual(iota(1500).map((x) => x + 150));
  });

  it('large operands over several threads, and halves through conversions', () => {
    const n = 300_000;
    const values = iota(n);
    const got = read(
      mapDense(
        simple('mul', [float32, float32], float32),
        [from(float32, [n], values), from(float32, [n], values)],
        n,
      )[0],
    );
    expect(got.every((x, i) => x === values[i] * values[i])).toBe(true);
    const h = from(float16, [n], new Array(n).fill(0x3c00));
    expect(
      read(mapDense(simple('add', [float16, float16], float16), [h, h], n)[0]).every((x) => x === 0x4000),
    ).toBe(true);
  });

  it('does nothing for no elements', () => {
    const e = simple('add', [float32, float32], float32);
    const none = empty(float32, [0]);
    expect(read(mapDense(e, [none, none], 0)[0])).toEqual([]);
    const id = backend.prepare(spec({ family: 'map', rank: 2, expr: e, contiguous: false }));
    command(
      id,
      [0, 5],
      [none, none, none].map((v) => [v, rowMajor([0, 5])] as const),
    );
  });
});
