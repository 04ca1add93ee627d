import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** The angle of the point (other, input) in (−π, π]: the arc tangent of input / other in the right quadrant. */
export const atan2: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'atan2',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.atan2(y!),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});

/** The same as `atan2`. */
export const arctan2: typeof atan2 = atan2;
