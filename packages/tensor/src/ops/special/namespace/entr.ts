import { constant } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** −x ln x: 0 at 0, −∞ below. Integers and bool give float32. */
export const entr: FunctionOp<Unary> = defineElementwise({
  name: 'entr',
  expr: ([x]) =>
    x!
      .gt(0)
      .where(x!.mul(x!.log()).neg(), x!.eq(0).where(constant(0, x!.dtype), x!.isnan().where(x!, -Infinity))),
  gradient: (g, [x]) => [g.mul(x!.log().add(1).neg())],
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.entr',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.1, high: 4 })],
    [make.tensor([], { low: 0.1 })],
    [make.tensor([0, 2])],
  ],
});
