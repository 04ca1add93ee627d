import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';

/** The smaller of two elements; NaN when one of them is. Equal elements share the gradient. */
export const minimum: InplaceOp<Binary> = defineElementwise({
  name: 'minimum',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.min(y!),
  dtypes: 'number',
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([5]), 2],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
