import { logNormalCdf } from '../../../expr/normal.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** The logarithm of the distribution function of the standard normal distribution. Integers and bool give float32. */
export const logNdtr: FunctionOp<Unary> = defineElementwise({
  name: 'logNdtr',
  expr: ([x]) => logNormalCdf(x!),
  gradient: (g, [x], y) => [
    g.mul(
      y
        .add(x!.mul(x!).mul(0.5))
        .neg()
        .exp()
        .mul(1 / Math.sqrt(2 * Math.PI)),
    ),
  ],
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.log_ndtr',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([4], { low: -60, high: 8 })],
    [make.tensor([])],
    [make.tensor([0, 2])],
  ],
});
