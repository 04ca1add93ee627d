import { ArgumentError, DTypeError } from '../../errors.js';
import { allocateTensor } from '../../memory/make.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { copy } from '../conversion/copy.js';
import { between, drawInto } from '../random/random.js';
import { leakyRelu } from './functional/leaky-relu.js';
import { Fused } from './fused.js';

const sloped = new Fused('rrelu', 0, ([x, slope]) => [x!.gt(0).where(x!, x!.mul(slope!))]);

export interface RreluOptions {
  /** Smallest slope (default 1/8). */
  lower?: number;
  /** Largest slope (default 1/3). */
  upper?: number;
  /** Draw a slope for each element (default false: all have the mean of lower and upper). */
  training?: boolean;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x for x > 0, else slope · x, with slopes drawn from [lower, upper) in training. Xu et al., "Empirical Evaluation of
 * Rectified Activations in Convolutional Network" (2015).
 *
 * @param lower smallest slope (default 1/8)
 * @param options.upper largest slope (default 1/3)
 * @param options.training draw a slope for each element (default false: their mean)
 * @param options.inplace write the result over the input (default false)
 */
export const rrelu: FunctionOp<
  (input: Tensor, lower?: number | RreluOptions, options?: RreluOptions) => Tensor
> = defineOp(
  {
    name: 'rrelu',
    kind: 'composite',
    method: false,
    // What PyTorch draws is its own; samples in training have only one slope to draw.
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), { lower: 0.25, upper: 0.25, training: true }],
      [make.tensor([]), 0.1, { upper: 0.5 }],
      [make.tensor([0, 2]), { training: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), { lower: 0.5, upper: 0.2 }],
        error: ArgumentError,
        message: 'rrelu: lower must not exceed upper, got 0.5 and 0.2',
      },
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'rrelu: has no rule for int64' },
    ],
  },
  composed((input: Tensor, lower?: unknown, options?: unknown) => {
    const o = positionalOrNamed('rrelu', 'lower', lower, options, {
      lower: 1 / 8,
      upper: 1 / 3,
      training: false,
      inplace: false,
    });
    const [low, high] = [checkNumber('rrelu', 'lower', o.lower), checkNumber('rrelu', 'upper', o.upper)];
    if (!(low <= high)) {
      throw new ArgumentError(`rrelu: lower must not exceed upper, got ${low} and ${high}`);
    }
    if (input.dtype.kind !== 'float') throw new DTypeError(`rrelu: has no rule for ${input.dtype}`);
    const inplace = checkBoolean('rrelu', 'inplace', o.inplace);
    if (!checkBoolean('rrelu', 'training', o.training)) {
      return leakyRelu(input, (low + high) / 2, { inplace });
    }
    const slopes = allocateTensor(input.shape, input.dtype, input.device);
    drawInto(slopes, between, [low, high], null);
    const result = sloped.call([input, slopes]);
    return inplace ? copyOver(input, result) : result;
  }),
);

const copyOver = (target: Tensor, source: Tensor): Tensor =>
  (copy as unknown as { inplace: (target: Tensor, source: Tensor) => Tensor }).inplace(target, source);
