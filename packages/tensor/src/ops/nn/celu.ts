import { DTypeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { floatingOnly, withInplaceOption } from './functional/in-place-option.js';

export interface CeluOptions {
  /** Length scale of the negative part (default 1). */
  alpha?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * max(x, 0) + min(0, alpha · (e^(x/alpha) − 1)). Barron, "Continuously Differentiable Exponential Linear Units" (2017).
 *
 * @param alpha length scale of the negative part (default 1)
 * @param options.inplace write the result over the input (default false)
 */
export const celu: FunctionOp<
  (input: Tensor, alpha?: number | CeluOptions, options?: CeluOptions) => Tensor
> = withInplaceOption(
  defineElementwise({
    name: 'celu',
    options: { alpha: 1 },
    positional: ['alpha'],
    check: floatingOnly('celu'),
    expr: ([x], { alpha }) =>
      x!.gt(0).where(
        x!,
        x!
          .gt(0)
          .where(0, x!)
          .div(alpha as Scalar)
          .expm1()
          .mul(alpha as Scalar),
      ),
    dtypes: 'float',
    method: false,
    inplace: true,
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([])],
      [make.tensor([0, 2])],
      [make.tensor([3, 4]), 1.5],
      [make.tensor([3, 4]), { alpha: 0.5 }],
    ],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'celu: has no rule for int64' },
    ],
  }),
);
