import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';

/** input ≠ other, elementwise, as bool. */
export const ne: InplaceOp<Binary> = defineElementwise({
  name: 'ne',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.ne(y!),
  dtypes: 'number',
  complex: true,
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([5]), 0.5],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});

/** The same as `ne`. */
export const notEqual: typeof ne = ne;
