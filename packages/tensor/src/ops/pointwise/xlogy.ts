import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/**
 * input · ln(other), where input = 0 gives 0 whatever `other` is, and other = NaN gives NaN. Integers give float32.
 *
 * @param input tensor or number
 * @param other tensor or number
 */
export const xlogy: InplaceOp<(input: Tensor | number, other: Tensor | number) => Tensor> = defineElementwise(
  {
    name: 'xlogy',
    operands: ['input', 'other'],
    expr: ([x, y]) => y!.isnan().where(y!, x!.eq(0).where(constant(0, x!.dtype), x!.mul(y!.log()))),
    gradient: (g, [x, y]) => [
      x!.eq(0).and(y!.le(0)).where(constant(0, g.dtype), g.mul(y!.log())),
      g.mul(x!.div(y!)),
    ],
    promote: 'floating',
    dtypes: 'number',
    inplace: true,
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4], { low: 0.2, high: 3 })],
      [make.tensor([2, 1, 4]), make.tensor([3, 1], { low: 0.2, high: 3 })],
      [make.tensor([5]), 2],
      [2, make.tensor([5], { low: 0.2, high: 3 })],
      [make.tensor([0, 3]), make.tensor([3])],
    ],
  },
);
