import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** sin(πx) / (πx), which is 1 at 0. Integers and bool give float32. */
export const sinc: InplaceOp<Unary> = defineElementwise({
  name: 'sinc',
  expr: ([x]) => {
    const t = x!.mul(Math.PI);
    return x!.eq(0).where(constant(1, x!.dtype), t.sin().div(t));
  },
  gradient: (g, [x]) => {
    const t = x!.mul(Math.PI);
    // Where x is 0 the slope is; the quotient is taken of another number there, or its own derivative would be NaN.
    const safe = x!.eq(0).where(constant(1, g.dtype), t);
    const slope = safe.cos().sub(safe.sin().div(safe)).div(safe).mul(Math.PI);
    return [g.mul(x!.eq(0).where(constant(0, g.dtype), slope))];
  },
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
