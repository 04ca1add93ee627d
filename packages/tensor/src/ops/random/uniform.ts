import { ArgumentError, DTypeError } from '../../errors.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import type { Generator } from '../../random/generator.js';
import type { Tensor } from '../../tensor.js';
import { defineFilling } from './fill-with.js';
import { between } from './random.js';

interface Options {
  from?: number;
  to?: number;
  generator?: Generator | null;
}

type Uniform = (input: Tensor, from?: number | Options, to?: number | Options, options?: Options) => Tensor;

/**
 * Uniform numbers in [from, to), in the shape and dtype of `input`. As the method `uniform_`, written into the tensor.
 *
 * @param from lower end (default 0)
 * @param to upper end (default 1)
 * @param options.generator stream to draw from (default: the default one)
 */
export const uniform: InplaceOnlyOp<Uniform> = defineFilling({
  name: 'uniform',
  distribution: between,
  params: { from: 0, to: 1 },
  check: ([from, to]) => {
    if (!(from! <= to!)) throw new ArgumentError(`uniform: from must not exceed to, got ${from} and ${to}`);
  },
  errors: (make) => [
    {
      args: [make.tensor([2]), 1, 0],
      error: ArgumentError,
      message: 'uniform: from must not exceed to, got 1 and 0',
    },
    { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'uniform: has no rule for int64' },
  ],
});
