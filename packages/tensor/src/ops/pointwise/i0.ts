import { scaledI0, scaledI1 } from '../../expr/bessel.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The modified Bessel function of the first kind of order 0. Integers and bool give float32. */
export const i0: InplaceOp<Unary> = defineElementwise({
  name: 'i0',
  expr: ([x]) => x!.abs().exp().mul(scaledI0(x!)),
  gradient: (g, [x]) => [g.mul(x!.abs().exp().mul(scaledI1(x!)))],
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: -12, high: 12 })],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
});
