import { ArgumentError, DTypeError } from '../../errors.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { defineFilling } from './fill-with.js';
import { exponentialOf } from './random.js';

interface Options {
  lambd?: number;
  generator?: Generator | null;
}

type Exponential = (input: Tensor, lambd?: number | Options, options?: Options) => Tensor;

/**
 * Numbers from the exponential distribution of rate λ, in the shape and dtype of `input`. As the method
 * `exponential_`, written into the tensor.
 *
 * @param lambd rate, greater than 0 (default 1)
 * @param options.generator stream to draw from (default: the default one)
 */
export const exponential: InplaceOnlyOp<Exponential> = defineFilling({
  name: 'exponential',
  distribution: exponentialOf,
  params: { lambd: 1 },
  check: ([lambd]) => {
    if (!(lambd! > 0)) throw new ArgumentError(`exponential: lambd must be greater than 0, got ${lambd}`);
  },
  errors: (make) => [
    {
      args: [make.tensor([2]), 0],
      error: ArgumentError,
      message: 'exponential: lambd must be greater than 0, got 0',
    },
    { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'exponential: has no rule for int64' },
  ],
});
