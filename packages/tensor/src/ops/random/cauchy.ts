import { ArgumentError, DTypeError } from '../../errors.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { defineFilling } from './fill-with.js';
import { cauchyOf } from './random.js';

interface Options {
  median?: number;
  sigma?: number;
  generator?: Generator | null;
}

type Cauchy = (
  input: Tensor,
  median?: number | Options,
  sigma?: number | Options,
  options?: Options,
) => Tensor;

/**
 * Numbers from the Cauchy distribution, in the shape and dtype of `input`. As the method `cauchy_`, written into the
 * tensor.
 *
 * @param median where it is centred (default 0)
 * @param sigma half its width at half height, above 0 (default 1)
 * @param options.generator stream to draw from (default: the default one)
 */
export const cauchy: InplaceOnlyOp<Cauchy> = defineFilling({
  name: 'cauchy',
  distribution: cauchyOf,
  params: { median: 0, sigma: 1 },
  check: ([, sigma]) => {
    if (!(sigma! > 0)) throw new ArgumentError(`cauchy: sigma must be greater than 0, got ${sigma}`);
  },
  errors: (make) => [
    {
      args: [make.tensor([2]), 0, -1],
      error: ArgumentError,
      message: 'cauchy: sigma must be greater than 0, got -1',
    },
    { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'cauchy: has no rule for int64' },
  ],
});
