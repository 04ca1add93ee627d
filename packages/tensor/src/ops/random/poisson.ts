import { float32, float64 } from '../../dtype.js';
import { ArgumentError, DTypeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { allocateTensor } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { describe, parseArguments } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { mul } from '../arithmetic/mul.js';
import { le } from '../comparison/le.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { zerosOf } from '../movement/strided.js';
import { igammac } from '../pointwise/igammac.js';
import { drawInto, unit } from './random.js';

/** Doublings of the search: results up to 2^20, from the largest step down. */
const STEPS = 20;

/**
 * Numbers of events at the given rates, in the shape and dtype of `input`. By inverting the distribution function, which
 * is an incomplete gamma function: the smallest k with P(X ≤ k) = Q(k + 1, rate) above a uniform number, found by
 * bisection. Counts stop at 2²⁰.
 *
 * @param input rates ≥ 0, floating-point
 * @param options.generator stream to draw from (default: the default one)
 */
export const poisson: FunctionOp<(input: Tensor, options?: { generator?: Generator | null }) => Tensor> =
  defineOp(
    {
      name: 'poisson',
      kind: 'creation',
      method: false,
      differentiable: false,
      torch: null,
      samples: () => [],
      errors: (make) => [
        { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'poisson: has no rule for int64' },
        { args: [3], error: ArgumentError, message: 'poisson: input must be a tensor, got 3' },
      ],
    },
    composed((input: Tensor, ...rest: unknown[]) => {
      const o = parseArguments('poisson', rest, { generator: null as Generator | null }, 0);
      if (!(input instanceof Tensor))
        throw new ArgumentError(`poisson: input must be a tensor, got ${describe(input)}`);
      if (input.dtype.kind !== 'float')
        throw new DTypeError(`poisson: has no rule for ${input.dtype} (it takes floating-point tensors)`);
      return withoutGrad(() => {
        const type = input.dtype === float64 ? float64 : float32;
        const rate = castTo(input, type);
        const u = drawInto(allocateTensor(input.shape, type, input.device), unit, [], o.generator);
        let count = zerosOf(input.shape, type, input.device);
        for (let step = 2 ** (STEPS - 1); step >= 1; step /= 2) {
          const next = add(count, step);
          // P(X ≤ next − 1) ≤ u: the result is at least `next`.
          count = where(le(igammac(next, rate), u), next, count);
        }
        return castTo(add(count, mul(rate, 0)), input.dtype);
      });
    }),
  );
