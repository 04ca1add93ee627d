import { ArgumentError, DTypeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import type { OptionScalar } from '../../../op/define-elementwise.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

const negated = (v: OptionScalar): Scalar | number => (typeof v === 'number' ? -v : (v as Scalar).neg());

export interface SoftshrinkOptions {
  /** Half width of the flat part (default 0.5). */
  lambd?: number;
}

/**
 * x moved towards 0 by lambd, and 0 within lambd of it.
 *
 * @param lambd half width of the flat part (default 0.5)
 */
export const softshrink: FunctionOp<
  (input: Tensor, lambd?: number | SoftshrinkOptions, options?: SoftshrinkOptions) => Tensor
> = defineElementwise({
  name: 'softshrink',
  options: { lambd: 0.5 },
  positional: ['lambd'],
  check: (operands, options) => {
    floatingOnly('softshrink')(operands);
    if ((options.lambd as number) < 0)
      throw new ArgumentError(`softshrink: lambd must be ≥ 0, got ${options.lambd}`);
  },
  expr: ([x], { lambd }) =>
    x!
      .gt(lambd as Scalar)
      .where(
        x!.sub(lambd as Scalar),
        x!.lt(negated(lambd)).where(x!.add(lambd as Scalar), x!.isnan().where(x!, 0)),
      ),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.softshrink',
  tolerance: 'elementwise',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([])],
    [make.tensor([0, 2])],
    [make.tensor([3, 4]), 1],
    [make.tensor([3, 4]), { lambd: 0.25 }],
  ],
  errors: (make) => [
    { args: [make.tensor([2]), -1], error: ArgumentError, message: 'softshrink: lambd must be ≥ 0, got -1' },
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'softshrink: has no rule for int64' },
  ],
});
