import { normalQuantile } from '../../../expr/normal.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** The inverse of the distribution function of the standard normal distribution. Integers and bool give float32. */
export const ndtri: FunctionOp<Unary> = defineElementwise({
  name: 'ndtri',
  expr: ([p]) => normalQuantile(p!),
  gradient: (g, [_p], y) => [
    g.mul(
      y
        .mul(y)
        .mul(0.5)
        .exp()
        .mul(Math.sqrt(2 * Math.PI)),
    ),
  ],
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.ndtri',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.01, high: 0.99 })],
    [make.tensor([], { low: 0.2, high: 0.8 })],
    [make.tensor([0, 2])],
  ],
});
