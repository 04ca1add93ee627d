import { type DType, tensor } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import './harness.js';
import { stream } from './numbers.js';
import { on } from './twins.js';

/** NaN is the largest, −0 equals 0, and equal values keep their order. */
function order(values: readonly number[], descending: boolean): number[] {
  const rank = (v: number): number => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v);
  const compare = (a: number, b: number): number => {
    const [x, y] = [values[a]!, values[b]!];
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return rank(x) === rank(y) ? 0 : rank(x) < rank(y) ? -1 : 1;
  };
  return values.map((_, i) => i).sort((a, b) => (descending ? -compare(a, b) : compare(a, b)) || a - b);
}

const odd = [
  0,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-45,
  -1e-45,
  3.4e38,
  -1,
];

function draw(n: number, dtype: string): number[] {
  const s = stream(n);
  const next = (): number => s.next().value as number;
  const integers: Record<string, number> = {
    bool: 2,
    uint8: 256,
    int8: 128,
    int16: 32768,
    int32: 2 ** 31,
    int64: 2 ** 53,
  };
  const size = integers[dtype];
  return Array.from({ length: n }, () => {
    if (size === undefined) {
      const v =
        next() < 0.2
          ? odd[Math.floor(next() * odd.length)]!
          : (next() - 0.5) * 2 ** Math.floor(next() * 40 - 20);
      return dtype === 'float64' ? v : dtype === 'float32' ? Math.fround(v) : (Math.round(v * 4) / 4) % 256;
    }
    const v = Math.floor(next() * size);
    return dtype === 'bool' || dtype === 'uint8' || next() < 0.5 ? v : -v;
  });
}

const dtypes = [
  'bool',
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
];

describe('sort', () => {
  // Shorter and longer than what is sorted by digits.
  it.each(dtypes.flatMap((dtype) => [1, 5, 1000, 5000].map((n) => [dtype, n] as const)))(
    '%s × %d',
    async (dtype, n) => {
      const x = tensor(draw(n, dtype), { dtype: dtype as unknown as DType, ...on });
      const stored = Array.from(x.toArraySync() as unknown as (number | boolean)[], Number);
      for (const descending of [false, true]) {
        const expected = order(stored, descending);
        const { values, indices } = x.sort({ descending });
        expect(indices.toArraySync()).toEqual(expected);
        expect(Array.from(values.toArraySync() as unknown as (number | boolean)[], Number)).toEqual(
          expected.map((i) => stored[i]),
        );
        for (const k of [1, Math.floor(n / 2)]) {
          const top = x.topk(k, { largest: descending });
          expect(top.indices.toArraySync()).toEqual(expected.slice(0, k));
        }
      }
    },
  );

  it('of rows and columns that lie apart', () => {
    const values = draw(3 * 2000, 'float32');
    const x = tensor(values, { shape: [2000, 3], ...on });
    const { indices } = x.sort({ dim: 0, descending: true });
    for (let c = 0; c < 3; c++) {
      const column = Array.from({ length: 2000 }, (_, i) => Math.fround(values[3 * i + c]!));
      expect(indices.select(1, c).toArraySync()).toEqual(order(column, true));
    }
    expect(tensor([2], on).expand([3000]).sort().indices.toArraySync()).toEqual(
      Array.from({ length: 3000 }, (_, i) => i),
    );
    expect(tensor([], { shape: [0, 3], ...on }).sort({ dim: 0 }).values.shape).toEqual([0, 3]);
  });
});
