import { autograd } from '@cresset/autograd';
import { cpu } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import type { DType, Tensor } from '@cresset/tensor';
import { add, dtypes, mul, promoteTypes, scope, sum, tensor, use } from '@cresset/tensor';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

// Chains of views and broadcasting against a model in which nothing is shared and nothing is clever: a shape and a flat
// list of elements that is copied at every step.

beforeAll(() => use(reference(), cpu(), autograd()));

interface Model {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function unravel(at: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = at;
  for (let d = shape.length - 1; d >= 0; d--) {
    index.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return index;
}

const ravel = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((at, i, d) => at * shape[d]! + i, 0);

/** A model whose element at each index is that of `m` at the index that `from` gives. */
const pick = (m: Model, shape: readonly number[], from: (index: number[]) => number[]): Model => ({
  shape,
  data: Array.from({ length: count(shape) }, (_, at) => m.data[ravel(from(unravel(at, shape)), m.shape)]!),
});

interface Step {
  readonly words: string;
  run(t: Tensor): Tensor;
  model(m: Model): Model;
}

/** A step that fits a tensor of this shape, chosen by three numbers. */
function stepFor(shape: readonly number[], [kind, a, b]: readonly [number, number, number]): Step {
  const rank = shape.length;
  const d = rank === 0 ? 0 : a % rank;
  const e = rank === 0 ? 0 : b % rank;
  const n = shape[d] ?? 1;
  switch (rank === 0 ? 4 + (kind % 2) : kind % 8) {
    case 0:
      return {
        words: `transpose(${d}, ${e})`,
        run: (t) => t.transpose(d, e),
        model: (m) => {
          const swap = (l: readonly number[]): number[] =>
            l.map((v, i) => (i === d ? l[e]! : i === e ? l[d]! : v));
          return pick(m, swap(m.shape), swap);
        },
      };
    case 1: {
      const start = n === 0 ? 0 : a % n;
      const length = n === 0 ? 0 : 1 + (b % (n - start));
      return {
        words: `narrow(${d}, ${start}, ${length})`,
        run: (t) => t.narrow(d, start, length),
        model: (m) =>
          pick(
            m,
            m.shape.map((s, i) => (i === d ? length : s)),
            (ix) => ix.map((v, i) => (i === d ? v + start : v)),
          ),
      };
    }
    case 2:
      return n === 0
        ? stepFor(shape, [4, a, b])
        : {
            words: `select(${d}, ${b % n})`,
            run: (t) => t.select(d, b % n),
            model: (m) =>
              pick(
                m,
                m.shape.filter((_, i) => i !== d),
                (ix) => [...ix.slice(0, d), b % n, ...ix.slice(d)],
              ),
          };
    case 3: {
      const order = shape.map((_, i) => (i + a) % rank);
      return {
        words: `permute(${order})`,
        run: (t) => t.permute(order),
        model: (m) =>
          pick(
            m,
            order.map((o) => m.shape[o]!),
            (ix) => m.shape.map((_, i) => ix[order.indexOf(i)]!),
          ),
      };
    }
    case 4:
      return {
        words: `unsqueeze(${a % (rank + 1)})`,
        run: (t) => t.unsqueeze(a % (rank + 1)),
        model: (m) => ({
          shape: [...m.shape.slice(0, a % (rank + 1)), 1, ...m.shape.slice(a % (rank + 1))],
          data: m.data,
        }),
      };
    case 5: {
      const lead = 1 + (b % 2);
      const target = [lead, ...shape.map((s) => (s === 1 ? 1 + (a % 3) : s))];
      return {
        words: `expand(${target})`,
        run: (t) => t.expand(target),
        model: (m) => pick(m, target, (ix) => ix.slice(1).map((v, i) => (m.shape[i] === 1 ? 0 : v))),
      };
    }
    case 6:
      return {
        words: 'reshape(-1)',
        run: (t) => t.reshape([count(shape)]),
        model: (m) => ({ shape: [count(m.shape)], data: m.data }),
      };
    default: {
      const [first = 1, ...others] = shape;
      const split = first % 2 === 0 && first > 0 ? [2, first / 2] : [first, 1];
      return {
        words: `reshape(${[...split, ...others]})`,
        run: (t) => t.reshape([...split, ...others]),
        model: (m) => ({ shape: [...split, ...others], data: m.data }),
      };
    }
  }
}

const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const choices = fc.array(fc.tuple(fc.nat(63), fc.nat(63), fc.nat(63)), { maxLength: 6 });

function chain(shape: readonly number[], picks: readonly (readonly [number, number, number])[]): Step[] {
  let m: Model = { shape, data: Array.from({ length: count(shape) }, (_, i) => i) };
  const steps: Step[] = [];
  for (const p of picks) {
    const step = stepFor(m.shape, p);
    const next = step.model(m);
    // What would grow too large or too deep ends the chain.
    if (count(next.shape) > 400 || next.shape.length > 7) break;
    m = next;
    steps.push(step);
  }
  return steps;
}

const start = (shape: readonly number[], device: string, requiresGrad = false): Tensor =>
  tensor(
    Array.from({ length: count(shape) }, (_, i) => i),
    { shape, device, dtype: 'float64', requiresGrad },
  );

describe.each(['reference', 'cpu'])('on %s', (device) => {
  it('chains of views show the elements that copying would give', () => {
    fc.assert(
      fc.property(sizes, choices, (shape, picks) => {
        scope(() => {
          let t = start(shape, device);
          let m: Model = { shape, data: Array.from(t.dataSync(), Number) };
          for (const step of chain(shape, picks)) {
            t = step.run(t);
            m = step.model(m);
            expect([step.words, t.shape]).toEqual([step.words, m.shape]);
          }
          expect(Array.from(t.dataSync(), Number)).toEqual(m.data);
          // A kernel that reads the view must see what reading it shows.
          expect(Array.from(mul(t, 2).dataSync(), Number)).toEqual(m.data.map((v) => v * 2));
        });
      }),
      { numRuns: 10_000, seed: 1 },
    );
  });

  it('the gradient of a chain counts how often each element is seen', () => {
    fc.assert(
      fc.property(sizes, choices, (shape, picks) => {
        scope(() => {
          const x = start(shape, device, true);
          let t: Tensor = mul(x, 1);
          let m: Model = { shape, data: Array.from(x.dataSync(), Number) };
          for (const step of chain(shape, picks)) {
            t = step.run(t);
            m = step.model(m);
          }
          sum(t).backward();
          const seen = new Array<number>(count(shape)).fill(0);
          for (const i of m.data) seen[i]!++;
          expect(Array.from(x.grad!.dataSync(), Number)).toEqual(seen);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('broadcast operands give what repeating them would', () => {
    const small = fc.array(fc.constantFrom(0, 1, 1, 2, 3), { maxLength: 3 });
    fc.assert(
      fc.property(
        small,
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        fc.nat(2),
        (shape, ones, drop) => {
          scope(() => {
            const other = shape.map((n, i) => (ones[i] ? 1 : n)).slice(Math.min(drop, shape.length));
            const a = start(shape, device);
            const b = start(other, device);
            const lead = shape.length - other.length;
            const expected = Array.from({ length: count(shape) }, (_, at) => {
              const index = unravel(at, shape).slice(lead);
              return (
                at +
                ravel(
                  index.map((v, i) => (other[i] === 1 ? 0 : v)),
                  other,
                )
              );
            });
            const result = add(a, b);
            expect(result.shape).toEqual(shape);
            expect(Array.from(result.dataSync(), Number)).toEqual(expected);
          });
        },
      ),
      { numRuns: 10_000, seed: 2 },
    );
  });

  it('mixed dtypes give the promoted dtype, and values that both can hold', () => {
    const real = dtypes.filter((t) => t.kind !== 'complex');
    const type = fc.constantFrom(...real);
    fc.assert(
      fc.property(type, type, fc.boolean(), (p: DType, q: DType, zeroDim) => {
        scope(() => {
          const a = tensor([1, 0, 1], { dtype: p, device });
          const b = zeroDim ? tensor(1, { dtype: q, device }) : tensor([1, 1, 0], { dtype: q, device });
          const result = mul(a, b);
          if (!zeroDim) expect(result.dtype).toBe(promoteTypes(p, q));
          expect(Array.from(result.dataSync(), Number)).toEqual(zeroDim ? [1, 0, 1] : [1, 0, 0]);
        });
      }),
      { numRuns: 10_000, seed: 2 },
    );
  });
});
