import { ArgumentError, DTypeError } from '../../errors.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { defineFilling } from './fill-with.js';
import { logNormalOf } from './random.js';

interface Options {
  mean?: number;
  std?: number;
  generator?: Generator | null;
}

type LogNormal = (
  input: Tensor,
  mean?: number | Options,
  std?: number | Options,
  options?: Options,
) => Tensor;

/**
 * Numbers whose logarithm is normal, in the shape and dtype of `input`. As the method `logNormal_`, written into the
 * tensor.
 *
 * @param mean of the logarithm (default 1)
 * @param std standard deviation of the logarithm, above 0 (default 2)
 * @param options.generator stream to draw from (default: the default one)
 */
export const logNormal: InplaceOnlyOp<LogNormal> = defineFilling({
  name: 'logNormal',
  distribution: logNormalOf,
  params: { mean: 1, std: 2 },
  check: ([, std]) => {
    if (!(std! > 0)) throw new ArgumentError(`logNormal: std must be greater than 0, got ${std}`);
  },
  errors: (make) => [
    {
      args: [make.tensor([2]), 0, 0],
      error: ArgumentError,
      message: 'logNormal: std must be greater than 0, got 0',
    },
    { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'logNormal: has no rule for int64' },
  ],
});
