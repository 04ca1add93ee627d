import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';

/** input · other, elementwise, with broadcasting and type promotion. */
export const mul: InplaceOp<Binary> = defineElementwise({
  name: 'mul',
  operands: ['input', 'other'],
  expr: ([x, y]) => x!.mul(y!),
  dtypes: 'number',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([5]), -2],
    [make.tensor([]), make.tensor([])],
  ],
});

/** The same as `mul`. */
export const multiply: typeof mul = mul;
