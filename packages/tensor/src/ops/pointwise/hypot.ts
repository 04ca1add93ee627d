import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** √(input² + other²). */
export const hypot: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'hypot',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.mul(x!).add(y!.mul(y!)).sqrt(),
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
