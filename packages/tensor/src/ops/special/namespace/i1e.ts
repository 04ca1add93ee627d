import { scaledI0, scaledI1 } from '../../../expr/bessel.js';
import { constant } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** exp(−|x|) times the modified Bessel function of the first kind of order 1. Integers and bool give float32. */
export const i1e: FunctionOp<Unary> = defineElementwise({
  name: 'i1e',
  expr: ([x]) => scaledI1(x!),
  gradient: (g, [x], y) => {
    // I₁(x)/x is ½ at 0.
    const quotient = x!.eq(0).where(constant(0.5, g.dtype), y.div(x!.eq(0).where(constant(1, g.dtype), x!)));
    return [g.mul(scaledI0(x!).sub(x!.sign().mul(y)).sub(quotient))];
  },
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.i1e',
  samples: (make) => [
    [make.tensor([3, 4], { low: -12, high: 12 })],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
});
