import { float32, float64 } from '../../dtype.js';
import { ArgumentError, DTypeError, SyncReadError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { allocateTensor } from '../../memory/make.js';
import { scope } from '../../memory/scope.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, describe, parseArguments } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import { broadcastShapes } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { gt } from '../comparison/gt.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { lt } from '../comparison/lt.js';
import { castTo } from '../conversion/cast.js';
import { zerosOf } from '../movement/strided.js';
import { amax } from '../reduction/amax.js';
import { drawInto, unit } from './random.js';

interface Options {
  generator?: Generator | null;
  largest?: number | null;
}

/** The largest number of trials, which says how often to draw. */
function trialsOf(count: Tensor, largest: number | null): number {
  if (largest !== null) return checkInteger('binomial', 'largest', largest, 0);
  if (count.length === 0) return 0;
  if (count.device.backend.downloadSync === undefined) {
    throw new SyncReadError(
      `binomial: device '${count.device.name}' can't block to learn the largest count; pass it as { largest }`,
    );
  }
  return Number(amax(count).itemSync());
}

/**
 * Numbers of successes in `count` trials of probability `prob`, in the dtype of `count`: as many uniform numbers an
 * element as the largest count says, which is read back from the device unless `largest` tells it.
 *
 * @param count numbers of trials ≥ 0, floating-point
 * @param prob probabilities, broadcast with the counts
 * @param options.generator stream to draw from (default: the default one)
 * @param options.largest the largest count, or more, if it is known (default null)
 */
export const binomial: FunctionOp<(count: Tensor, prob: Tensor, options?: Options) => Tensor> = defineOp(
  {
    name: 'binomial',
    kind: 'creation',
    method: false,
    differentiable: false,
    torch: null,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.integers([2], 0, 5), make.tensor([2])],
        error: DTypeError,
        message: 'binomial: has no rule for int64',
      },
      {
        args: [make.tensor([2]), 0.5],
        error: ArgumentError,
        message: 'binomial: prob must be a tensor, got 0.5',
      },
    ],
  },
  composed((count: Tensor, prob: Tensor, ...rest: unknown[]) => {
    const o = parseArguments(
      'binomial',
      rest,
      { generator: null as Generator | null, largest: null as number | null },
      0,
    );
    for (const [name, t] of Object.entries({ count, prob })) {
      if (!(t instanceof Tensor))
        throw new ArgumentError(`binomial: ${name} must be a tensor, got ${describe(t)}`);
      if (t.dtype.kind !== 'float')
        throw new DTypeError(`binomial: has no rule for ${t.dtype} (it takes floating-point tensors)`);
    }
    const shape = broadcastShapes('binomial', [count.shape, prob.shape]);
    return withoutGrad(() => {
      const type = count.dtype === float64 ? float64 : float32;
      const trials = trialsOf(count, o.largest);
      let successes = zerosOf(shape, type, count.device);
      for (let k = 0; k < trials; k++) {
        successes = scope(() => {
          const u = drawInto(allocateTensor(shape, type, count.device), unit, [], o.generator);
          return add(successes, castTo(logicalAnd(lt(u, prob), gt(count, k)), type));
        });
      }
      return castTo(successes, count.dtype);
    });
  }),
);
