import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** min(input, max), elementwise. The gradient passes where input < max. */
export const clampMax: InplaceOp<(input: Tensor, max: number) => Tensor> = defineElementwise({
  name: 'clampMax',
  operands: ['input', 'max'],
  expr: ([x, max]) => x!.min(max!),
  gradient: (g, [x, max]) => [x!.lt(max!).where(g, 0), x!.gt(max!).where(g, 0)],
  dtypes: 'signed',
  tolerance: 'exact',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), -1],
    [make.tensor([]), 0],
    [make.tensor([0, 2]), 1],
  ],
});
