import { erfcx as erfcx_ } from '../../../expr/normal.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** The scaled complementary error function, exp(x²) erfc(x). Integers and bool give float32. */
export const erfcx: FunctionOp<Unary> = defineElementwise({
  name: 'erfcx',
  expr: ([x]) => erfcx_(x!),
  gradient: (g, [x], y) => [
    g.mul(
      x!
        .mul(y)
        .mul(2)
        .sub(2 / Math.sqrt(Math.PI)),
    ),
  ],
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.erfcx',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([5], { low: 2, high: 60 })],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
});
