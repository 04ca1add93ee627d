import type { Scalar } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly, withInplaceOption } from './in-place-option.js';

export interface HardtanhOptions {
  /** Lower bound (default -1). */
  minVal?: number;
  /** Upper bound (default 1). */
  maxVal?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/**
 * x between minVal and maxVal, else the nearer of them.
 *
 * @param minVal lower bound (default -1)
 * @param maxVal upper bound (default 1)
 * @param options.inplace write the result over the input (default false)
 */
export const hardtanh: FunctionOp<
  (
    input: Tensor,
    minVal?: number | HardtanhOptions,
    maxVal?: number | HardtanhOptions,
    options?: HardtanhOptions,
  ) => Tensor
> = withInplaceOption(
  defineElementwise({
    name: 'hardtanh',
    options: { minVal: -1, maxVal: 1 },
    positional: ['minVal', 'maxVal'],
    check: floatingOnly('hardtanh'),
    expr: ([x], { minVal, maxVal }) =>
      x!.le(minVal as Scalar).where(minVal as Scalar, x!.ge(maxVal as Scalar).where(maxVal as Scalar, x!)),
    gradient: (g, _inputs, y, { minVal, maxVal }) => [
      y
        .gt(minVal as Scalar)
        .and(y.lt(maxVal as Scalar))
        .where(g, 0),
    ],
    // For integers PyTorch converts the bounds to the tensor's type; here they promote it, as in other ops.
    dtypes: 'float',
    method: false,
    inplace: true,
    torch: 'torch.nn.functional.hardtanh',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([])],
      [make.tensor([0, 2])],
      [make.tensor([3, 4]), -0.5, 0.7],
      [make.tensor([3, 4]), { maxVal: 0.5 }],
    ],
  }),
);
