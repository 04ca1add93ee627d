import { bool } from '../../dtype.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';

/** Whether exactly one of the elements is true (not 0). */
export const logicalXor: InplaceOp<Binary> = defineElementwise({
  name: 'logicalXor',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.to(bool).xor(y!.to(bool)),
  dtypes: 'number',
  complex: true,
  differentiable: false,
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
