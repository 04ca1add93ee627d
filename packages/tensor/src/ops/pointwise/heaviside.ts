import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** The step function: 0 below 0 and for NaN, 1 above 0, and `values` at 0. */
export const heaviside: InplaceOp<(input: Tensor, values: Tensor) => Tensor> = defineElementwise({
  name: 'heaviside',
  operands: ['input', 'values'],
  expr: ([x, y]) => x!.eq(0).where(y!, x!.gt(0).where(constant(1, x!.dtype), constant(0, x!.dtype))),
  dtypes: 'number',
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
