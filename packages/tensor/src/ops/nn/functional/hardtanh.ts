import { int32, uint8 } from '../../../dtype.js';
import { ArgumentError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { withInplaceOption } from './in-place-option.js';

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
    check: (_operands, { minVal, maxVal }) => {
      if ((minVal as number) > (maxVal as number)) {
        throw new ArgumentError(`hardtanh: minVal ${minVal} is greater than maxVal ${maxVal}`);
      }
    },
    promoteOptions: false,
    // A bound below 0 must not wrap around in uint8.
    optionType: (t) => (t === uint8 ? int32 : t),
    expr: ([input], { minVal, maxVal }) => {
      const x = input!.dtype === uint8 ? input!.to(int32) : input!;
      const bounded = x
        .le(minVal as Scalar)
        .where(minVal as Scalar, x.ge(maxVal as Scalar).where(maxVal as Scalar, x));
      return bounded.to(input!.dtype);
    },
    gradient: (g, _inputs, y, { minVal, maxVal }) => [
      y
        .gt(minVal as Scalar)
        .and(y.lt(maxVal as Scalar))
        .where(g, 0),
    ],
    // For integers PyTorch converts the bounds to the tensor's type.
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
      [make.integers([4], -5, 5), -2.5, 3.5],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 1, -1],
        error: ArgumentError,
        message: 'hardtanh: minVal 1 is greater than maxVal -1',
      },
    ],
  }),
);
