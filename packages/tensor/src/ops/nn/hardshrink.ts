import { DTypeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import type { OptionScalar } from '../../op/define-elementwise.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { floatingOnly } from './functional/in-place-option.js';

const negated = (v: OptionScalar): Scalar | number => (typeof v === 'number' ? -v : (v as Scalar).neg());

export interface HardshrinkOptions {
  /** Half width of the flat part (default 0.5). */
  lambd?: number;
}

/**
 * 0 within lambd of 0, else x.
 *
 * @param lambd half width of the flat part (default 0.5)
 */
export const hardshrink: Op<
  (input: Tensor, lambd?: number | HardshrinkOptions, options?: HardshrinkOptions) => Tensor
> = defineElementwise({
  name: 'hardshrink',
  options: { lambd: 0.5 },
  positional: ['lambd'],
  check: floatingOnly('hardshrink'),
  expr: ([x], { lambd }) =>
    x!
      .ge(negated(lambd))
      .and(x!.le(lambd as Scalar))
      .where(0, x!),
  dtypes: 'float',
  torch: 'torch.nn.functional.hardshrink',
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([])],
    [make.tensor([0, 2])],
    [make.tensor([3, 4]), 1],
    [make.tensor([3, 4]), { lambd: 0.25 }],
  ],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'hardshrink: has no rule for int64' },
  ],
});
