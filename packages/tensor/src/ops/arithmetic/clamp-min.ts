import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** max(input, min), elementwise. The gradient passes where input > min. */
export const clampMin: InplaceOp<(input: Tensor, min: number) => Tensor> = defineElementwise({
  name: 'clampMin',
  operands: ['input', 'min'],
  expr: ([x, min]) => x!.max(min!),
  gradient: (g, [x, min]) => [x!.gt(min!).where(g, 0), x!.lt(min!).where(g, 0)],
  dtypes: 'signed',
  tolerance: 'exact',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), -1],
    [make.tensor([]), 0],
    [make.tensor([0, 2]), 1],
  ],
});
