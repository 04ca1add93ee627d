import { scaledI0, scaledI1 } from '../../../expr/bessel.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** exp(−|x|) times the modified Bessel function of the first kind of order 0. Integers and bool give float32. */
export const i0e: FunctionOp<Unary> = defineElementwise({
  name: 'i0e',
  expr: ([x]) => scaledI0(x!),
  gradient: (g, [x], y) => [g.mul(scaledI1(x!).sub(x!.sign().mul(y)))],
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.i0e',
  samples: (make) => [
    [make.tensor([3, 4], { low: -12, high: 12 })],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
});
