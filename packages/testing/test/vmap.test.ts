import { autograd, func } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import type { Tensor } from '@cresset/tensor';
import {
  CressetError,
  defaultDevice,
  float32,
  full,
  int64,
  stack,
  UnsupportedError,
  use,
} from '@cresset/tensor';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { differenceOfOutcomes, Maker, mapTensors, outcomeOf, publicOps, tensorsIn } from '../src/index.js';

use(reference(), autograd());
const device = defaultDevice();
// Ops without a batching rule announce themselves; which ones is of no interest here.
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
afterAll(() => warn.mockRestore());

/** The arguments with their tensors replaced in order. */
const rebuilt = (args: unknown, tensors: readonly Tensor[]): unknown[] => {
  let next = 0;
  return mapTensors(args, () => tensors[next++]!) as unknown[];
};

/** Ops that said in words that they can't, with the words. */
const refused = new Map<string, string>();

const alike = (a: readonly Tensor[], b: readonly Tensor[]): boolean =>
  a.length === b.length &&
  a.every((t, i) => t.dtype === b[i]!.dtype && t.shape.join() === b[i]!.shape.join());

/**
 * Every op under `vmap` gives what it gives for each element of the batch alone, or says in words that it can't. A batch
 * is the op's own sample drawn with three seeds; all operands are batched, then only the first.
 */
describe('vmap of every op', () => {
  for (const op of publicOps().filter((o) => o.op.kind !== 'creation')) {
    it(op.path, async () => {
      const options = { device, dtype: op.op.dtypes === 'integral' ? int64 : float32 };
      const draws = [1, 2, 3].map((seed) => op.op.samples(new Maker({ ...options, seed })));
      for (let i = 0; i < draws[0]!.length; i++) {
        const samples = draws.map((d) => d[i]!);
        const tensors = samples.map((s) => tensorsIn(s));
        if (tensors[0]!.length === 0 || !tensors.every((t) => alike(t, tensors[0]!))) continue;
        for (const only of tensors[0]!.length > 1 ? [null, 0] : [null]) {
          const inDims = tensors[0]!.map((_, k) => (only === null || k === only ? 0 : null));
          const operandsOf = (at: number): Tensor[] =>
            tensors[0]!.map((t, k) => (inDims[k] === null ? t : tensors[at]![k]!));
          const batches = tensors[0]!.map((t, k) =>
            inDims[k] === null ? t : stack(tensors.map((list) => list[k]!)),
          );
          const lanes = samples.map((s, at) => {
            try {
              return tensorsIn(op.call(...rebuilt(s, operandsOf(at))));
            } catch (error) {
              if (error instanceof CressetError) return null;
              throw error;
            }
          });
          // Shapes that depend on values (masks) are no matter for vmap.
          if (lanes.some((l) => l === null || l.length === 0 || !alike(l, lanes[0]!))) continue;
          let batched: Tensor[];
          try {
            const f = func.vmap((...ts: Tensor[]) => tensorsIn(op.call(...rebuilt(samples[0], ts))), {
              inDims,
            });
            batched = tensorsIn(f(...batches));
          } catch (error) {
            if (!(error instanceof UnsupportedError) || !error.message.includes('vmap')) throw error;
            refused.set(op.path, error.message);
            continue;
          }
          const expected = lanes[0]!.map((_, k) => stack(lanes.map((l) => l![k]!)));
          const terms = Math.max(...batches.map((b) => b.numel()));
          const difference = differenceOfOutcomes(
            await outcomeOf(batched, batches),
            await outcomeOf(expected, []),
            op.op.tolerance,
            { terms, inputs: 4 },
          );
          if (difference !== null)
            throw new Error(`sample ${i}, inDims [${inDims.join(', ')}]: ${difference}`);
        }
      }
    });
  }

  for (const op of publicOps().filter((o) => o.op.kind !== 'creation' && o.op.differentiable)) {
    it(`${op.path}: gradients of each element`, async () => {
      const options = { device, dtype: float32 };
      const draws = [1, 2].map((seed) => op.op.samples(new Maker({ ...options, seed }))[0]!);
      const tensors = draws.map((s) => tensorsIn(s));
      if (tensors[0]!.length === 0 || !alike(tensors[0]!, tensors[1]!)) return;
      const total = (...ts: Tensor[]): Tensor => {
        const outs = tensorsIn(op.call(...rebuilt(draws[0], ts))).filter((o) => o.dtype === float32);
        return outs.map((o, k) => o.mul(k + 1).sum()).reduce((a, b) => a.add(b), full([], 0));
      };
      // Floating operands are differentiated by; by the first one alone the gradient may lack lanes on its way.
      const argnums = tensors[0]!.flatMap((t, k) => (t.dtype === float32 ? [k] : []));
      if (argnums.length === 0) return;
      const each = func.grad(total, { argnums });
      const lanes = tensors.map((list) => {
        try {
          return tensorsIn(each(...list));
        } catch (error) {
          if (error instanceof CressetError) return null;
          throw error;
        }
      });
      if (lanes.some((l) => l === null)) return;
      let batched: Tensor[];
      try {
        batched = tensorsIn(func.vmap(each)(...tensors[0]!.map((_, k) => stack(tensors.map((l) => l[k]!)))));
      } catch (error) {
        if (error instanceof UnsupportedError && error.message.includes('vmap')) return;
        throw error;
      }
      const expected = lanes[0]!.map((_, k) => stack(lanes.map((l) => l![k]!)));
      const difference = differenceOfOutcomes(
        await outcomeOf(batched, []),
        await outcomeOf(expected, []),
        'accumulate',
        {
          terms: 64,
          inputs: 4,
        },
      );
      expect(difference).toBe(null);
    });
  }

  it('is refused by ops that draw random numbers, read values or write into what is not batched, and by no others', () => {
    const other = [...refused].filter(
      ([, words]) => !/draws|can't be read|can't be changed in place/.test(words),
    );
    expect(other).toEqual([]);
    expect(refused.size).toBeGreaterThan(0);
  });
});
