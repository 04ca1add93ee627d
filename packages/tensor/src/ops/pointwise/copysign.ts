import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';

/** The magnitude of `input` with the sign of `other`; −0 counts as negative. Integers give float32. */
export const copysign: InplaceOp<Binary> = defineElementwise({
  name: 'copysign',
  operands: ['input', 'other'],
  expr: ([x, y]) => {
    const negative = y!.lt(0).or(y!.eq(0).and(y!.reciprocal().lt(0)));
    return negative.where(x!.abs().neg(), x!.abs());
  },
  gradient: (g, [x], y) => [x!.eq(0).where(constant(0, g.dtype), g.mul(x!.sign()).mul(y.sign())), g.mul(0)],
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([5]), -2],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
