import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** √(input² + other²), without overflow in the squares; ∞ when either is infinite, even beside NaN. */
export const hypot: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'hypot',
  operands: ['input', 'other'],
  expr: ([x, y]) => {
    const [a, b] = [x!.abs(), y!.abs()];
    const large = a.max(b);
    const ratio = a.min(b).div(large);
    const length = large.mul(ratio.mul(ratio).add(1).sqrt());
    const infinite = x!.isinf().or(y!.isinf());
    return infinite.where(constant(Infinity, x!.dtype), large.eq(0).where(0, length));
  },
  gradient: (g, [x, y], output) => [g.mul(x!.div(output)), g.mul(y!.div(output))],
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
