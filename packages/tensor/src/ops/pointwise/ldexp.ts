import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** input · 2^other. Integers give float32. */
export const ldexp: InplaceOp<(input: Tensor, other: Tensor | number) => Tensor> = defineElementwise({
  name: 'ldexp',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.mul(y!.exp2()),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4]), make.integers([3, 4], -4, 5)],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
