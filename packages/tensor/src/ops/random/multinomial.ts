import { float32, float64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { allocateTensor } from '../../memory/make.js';
import { innerScope } from '../../memory/scope.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, positionalOrNamed } from '../../op/options.js';
import type { Generator } from '../../random/generator.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { clampMax } from '../arithmetic/clamp-max.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { le } from '../comparison/le.js';
import { castTo } from '../conversion/cast.js';
import { reshape } from '../movement/reshape.js';
import { indexType } from '../reduction/arg.js';
import { cumsum } from '../reduction/cumsum.js';
import { sum } from '../reduction/sum.js';
import { topk } from '../sorting/topk.js';
import { drawInto, exponentialOf, unit } from './random.js';

interface Options {
  replacement?: boolean;
  generator?: Generator | null;
}

/** Noise of the shape of the weights: the largest of w / e, e exponential, is each element with probability ∝ w. */
function withoutReplacement(weights: Tensor, count: number, generator: Generator | null): Tensor {
  const noise = drawInto(
    allocateTensor(weights.shape, weights.dtype, weights.device),
    exponentialOf,
    [1],
    generator,
  );
  return topk(div(weights, noise), count).indices;
}

/** The number of partial sums that a uniform part of the total reaches. */
function withReplacement(weights: Tensor, count: number, generator: Generator | null): Tensor {
  const lead = weights.shape.slice(0, -1);
  const n = weights.shape[weights.ndim - 1]!;
  const sums = cumsum(weights, -1);
  const total = sum(weights, -1, { keepdim: true });
  const u = drawInto(
    allocateTensor(Object.freeze([...lead, count]), weights.dtype, weights.device),
    unit,
    [],
    generator,
  );
  const reached = le(reshape(sums, [...lead, 1, n]), reshape(mul(u, total), [...lead, count, 1]));
  // Rounding may carry a sample past the last sum.
  return castTo(clampMax(sum(reached, -1), n - 1), indexType(weights.device));
}

/** Refuses weights that no distribution has, on devices that can be asked without waiting. */
function checkWeights(input: Tensor): void {
  if (input.length === 0 || input.device.backend.downloadSync === undefined) return;
  const n = input.shape[input.ndim - 1]!;
  const values = input.dataSync() as ArrayLike<number>;
  for (let start = 0; start < input.length; start += n) {
    let total = 0;
    for (let i = start; i < start + n; i++) {
      const w = values[i]!;
      if (!(w >= 0 && w < Number.POSITIVE_INFINITY))
        throw new ArgumentError(`multinomial: weights must be finite and ≥ 0, element ${i} is ${w}`);
      total += w;
    }
    if (total <= 0)
      throw new ArgumentError(
        `multinomial: the weights of row ${start / n} add up to 0, nothing can be drawn`,
      );
  }
}

/**
 * Positions drawn with probabilities in proportion to weights, int64.
 *
 * @param input weights ≥ 0, [n] or [rows, n]; they need not sum to 1
 * @param numSamples how many a row
 * @param options.replacement whether a position may be drawn again (default false)
 * @param options.generator stream to draw from (default: the default one)
 * @returns [numSamples] or [rows, numSamples]
 * @throws ArgumentError for more samples than elements without replacement
 */
export const multinomial: Op<
  (input: Tensor, numSamples: number, replacement?: boolean | Options, options?: Options) => Tensor
> = defineOp(
  {
    name: 'multinomial',
    kind: 'creation',
    differentiable: false,
    samples: () => [],
    errors: (make) => [
      {
        args: [make.integers([3], 1, 5), 1],
        error: DTypeError,
        message: 'multinomial: has no rule for int64',
      },
      {
        args: [make.tensor([2, 2, 2]), 1],
        error: ShapeError,
        message: 'multinomial: input must be [n] or [rows, n]',
      },
      {
        args: [make.tensor([3], { low: 1, high: 2 }), 4],
        error: ArgumentError,
        message: "multinomial: 4 samples can't be drawn from 3 elements without replacement",
      },
    ],
  },
  (input: Tensor, numSamples: number, replacement?: unknown, options?: unknown) => {
    const o = positionalOrNamed('multinomial', 'replacement', replacement, options, {
      replacement: false,
      generator: null as Generator | null,
    });
    if (!(input instanceof Tensor)) throw new ArgumentError('multinomial: input must be a tensor');
    if (input.dtype.kind !== 'float') throw new DTypeError(`multinomial: has no rule for ${input.dtype}`);
    if (input.ndim < 1 || input.ndim > 2 || input.shape[input.ndim - 1] === 0) {
      throw new ShapeError(
        `multinomial: input must be [n] or [rows, n] with n > 0, got ${showShape(input.shape)}`,
      );
    }
    const count = checkInteger('multinomial', 'numSamples', numSamples, 1);
    const again = checkBoolean('multinomial', 'replacement', o.replacement);
    const n = input.shape[input.ndim - 1]!;
    if (!again && count > n) {
      throw new ArgumentError(
        `multinomial: ${count} samples can't be drawn from ${n} elements without replacement`,
      );
    }
    checkWeights(input);
    return withoutGrad(() =>
      innerScope(() => {
        const weights = castTo(input, input.dtype === float64 ? float64 : float32);
        return again
          ? withReplacement(weights, count, o.generator)
          : withoutReplacement(weights, count, o.generator);
      }),
    );
  },
);
