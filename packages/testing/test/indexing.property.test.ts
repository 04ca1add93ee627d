import { autograd } from '@cresset/autograd';
import { cpu } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import type { Index, Tensor } from '@cresset/tensor';
import { arange, indexPut, scope, slice, tensor, use, zeros } from '@cresset/tensor';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

// Indexing against a model that knows nothing of strides: for each dimension of the tensor, the list of positions that an
// item chooses, and for each element of the result where it comes from.

beforeAll(() => use(reference(), cpu(), autograd()));

const RUNS = 10_000;

/** An item of an index over one dimension of size n, chosen by three numbers. */
type Choice = readonly [kind: number, a: number, b: number];

interface Item {
  readonly index: Index;
  /** Positions that are chosen; null for a new dimension. */
  readonly positions: readonly number[] | null;
  /** What becomes of the dimension: gone, kept, or one of the index tensors. */
  readonly role: 'gone' | 'kept' | 'tensor';
}

function itemFor(n: number, length: number, [kind, a, b]: Choice): Item {
  const all = Array.from({ length: n }, (_, i) => i);
  switch (kind % 5) {
    case 0: {
      const at = (a % (2 * n)) - n;
      return { index: at, positions: [at < 0 ? at + n : at], role: 'gone' };
    }
    case 1: {
      const [start, end, step] = [(a % (2 * n + 2)) - n - 1, (b % (2 * n + 2)) - n - 1, 1 + ((a + b) % 3)];
      const clip = (v: number): number => Math.min(Math.max(v < 0 ? v + n : v, 0), n);
      const positions = all.filter(
        (i) => i >= clip(start) && i < clip(end) && (i - clip(start)) % step === 0,
      );
      return { index: slice(start, end, step), positions, role: 'kept' };
    }
    case 2:
    case 3: {
      // All lists of one index have one length, so that they broadcast.
      const list = Array.from({ length }, (_, k) => ((a + b * k) % (2 * n)) - n);
      const positions = list.map((i) => (i < 0 ? i + n : i));
      return { index: kind % 2 === 0 ? list : tensor(list, { dtype: 'int64' }), positions, role: 'tensor' };
    }
    default:
      return { index: slice(), positions: all, role: 'kept' };
  }
}

interface Model {
  readonly shape: readonly number[];
  /** For each element of the result, its row-major place in the tensor. */
  readonly places: readonly number[];
}

const product = (l: readonly number[]): number => l.reduce((x, y) => x * y, 1);

/** PyTorch's rules: the index tensors' common dimension stands in their place if they are neighbours, else in front. */
function modelOf(shape: readonly number[], items: readonly Item[], length: number): Model {
  const strides = shape.map((_, i) => product(shape.slice(i + 1)));
  // Integers are taken away first, as views: neighbours are what is left.
  const left = items.map((item, d) => ({ item, d })).filter(({ item }) => item.role !== 'gone');
  const fixed = items.reduce(
    (at, item, d) => (item.role === 'gone' ? at + item.positions![0]! * strides[d]! : at),
    0,
  );
  const tensors = left.flatMap(({ item }, k) => (item.role === 'tensor' ? [k] : []));
  const kept = left.filter(({ item }) => item.role === 'kept');
  const adjacent = tensors.every((k, i) => i === 0 || k === tensors[i - 1]! + 1);
  const front = adjacent && tensors.length > 0 ? left.slice(0, tensors[0]!).length : 0;
  // Each dimension of the result: a list of steps in the tensor.
  const dims: number[][] = kept.map(({ item, d }) => item.positions!.map((p) => p * strides[d]!));
  if (tensors.length > 0) {
    const steps = Array.from({ length }, (_, i) =>
      tensors.reduce((at, k) => at + left[k]!.item.positions![i]! * strides[left[k]!.d]!, 0),
    );
    dims.splice(adjacent ? front : 0, 0, steps);
  }
  let places = [fixed];
  for (const steps of dims) places = places.flatMap((at) => steps.map((s) => at + s));
  return { shape: dims.map((s) => s.length), places };
}

const choice = fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 }), fc.nat({ max: 1000 }));
const cases = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
  choices: fc.array(choice, { minLength: 4, maxLength: 4 }),
  length: fc.integer({ min: 0, max: 3 }),
  used: fc.integer({ min: 1, max: 4 }),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Indexes a tensor of different numbers, whose values tell where they come from. */
function arranged(c: Case): { x: Tensor; items: Item[]; model: Model } {
  const items = c.shape.map((n, d) => itemFor(n, c.length, d < c.used ? c.choices[d]! : [4, 0, 0]));
  const x = arange(product(c.shape), { dtype: 'float32' }).reshape(c.shape);
  return { x, items, model: modelOf(c.shape, items, c.length) };
}

const numbers = (t: Tensor): number[] => Array.from(t.dataSync() as ArrayLike<number>);

describe('indexing against a plain model', () => {
  it('at gives the elements that the model names', () => {
    fc.assert(
      fc.property(cases, (c) =>
        scope(() => {
          const { x, items, model } = arranged(c);
          const result = x.at(...items.slice(0, c.used).map((i) => i.index));
          expect(result.shape).toEqual(model.shape);
          expect(numbers(result)).toEqual(model.places);
        }),
      ),
      { numRuns: RUNS, seed: 4 },
    );
  }, 120_000);

  it('setAt writes there and nowhere else, and accumulates repeated places', () => {
    fc.assert(
      fc.property(cases, (c) =>
        scope(() => {
          const { x, items, model } = arranged(c);
          const expected = new Array<number>(x.numel()).fill(0);
          for (const at of model.places) expected[at]! += 1;
          const counts = zeros(c.shape);
          counts.setAt(
            items.map((i) => i.index),
            1,
            { accumulate: true },
          );
          expect(numbers(counts)).toEqual(expected);
          x.setAt(
            items.map((i) => i.index),
            -1,
          );
          expect(numbers(x)).toEqual(expected.map((n, i) => (n > 0 ? -1 : i)));
        }),
      ),
      { numRuns: RUNS, seed: 5 },
    );
  }, 120_000);

  it('the gradient of at counts how often an element was taken; that of indexPut is cut where it wrote', () => {
    fc.assert(
      fc.property(cases, (c) =>
        scope(() => {
          const { x, items, model } = arranged(c);
          const expected = new Array<number>(x.numel()).fill(0);
          for (const at of model.places) expected[at]! += 1;
          x.requiresGrad_();
          x.at(...items.map((i) => i.index))
            .sum()
            .backward();
          expect(x.grad === null ? expected.map(() => 0) : numbers(x.grad)).toEqual(expected);
          x.grad = null;
          const tensors = items.map((i) =>
            i.role === 'tensor' ? tensor([...i.positions!], { dtype: 'int64' }) : null,
          );
          if (tensors.every((t) => t === null)) return;
          const value = tensor(5, { requiresGrad: true });
          const written = indexPut(x, tensors, value);
          written.sum().backward();
          const hit = new Set(
            modelOf(
              c.shape,
              items.map((i, d) => (i.role === 'tensor' ? i : itemFor(c.shape[d]!, c.length, [4, 0, 0]))),
              c.length,
            ).places,
          );
          expect(numbers(x.grad!)).toEqual(expected.map((_, i) => (hit.has(i) ? 0 : 1)));
          expect(numbers(written)).toEqual(expected.map((_, i) => (hit.has(i) ? 5 : i)));
        }),
      ),
      { numRuns: 2_000, seed: 6 },
    );
  }, 120_000);

  it('masks choose what is true, in order, alone and beside other items', () => {
    const masks = fc.record({
      rows: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 4 }),
      bits: fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
    });
    fc.assert(
      fc.property(masks, ({ rows, columns, bits }) =>
        scope(() => {
          const x = arange(rows * columns * 2, { dtype: 'float32' }).reshape([rows, columns, 2]);
          const list = bits.slice(0, rows * columns);
          const mask = tensor(list, { dtype: 'bool' }).reshape([rows, columns]);
          const chosen = list.flatMap((b, i) => (b ? [i] : []));
          const pairs = x.at(mask);
          expect(pairs.shape).toEqual([chosen.length, 2]);
          expect(numbers(pairs)).toEqual(chosen.flatMap((i) => [2 * i, 2 * i + 1]));
          expect(numbers(x.at(mask, 1))).toEqual(chosen.map((i) => 2 * i + 1));
          const source = arange(100, 100 + rows * columns * 2, { dtype: 'float32' });
          let next = 100;
          const filled = numbers(x).map((v, i) => (list[i >> 1] ? next++ : v));
          expect(numbers(x.maskedScatter(mask.unsqueeze(-1), source))).toEqual(filled);
          x.setAt([mask], 0);
          expect(numbers(x)).toEqual(
            Array.from({ length: rows * columns * 2 }, (_, i) => (list[i >> 1] ? 0 : i)),
          );
        }),
      ),
      { numRuns: RUNS, seed: 7 },
    );
  }, 120_000);
});
