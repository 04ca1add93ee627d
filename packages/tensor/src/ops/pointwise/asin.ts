import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The arc sine, in [−π/2, π/2]; NaN outside of [−1, 1]. Integers and bool give float32. */
export const asin: InplaceOp<Unary> = defineElementwise({
  name: 'asin',
  expr: ([x]) => x!.asin(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: -0.9, high: 0.9 })],
    [make.tensor([], { low: -0.9, high: 0.9 })],
    [make.tensor([0, 2])],
  ],
});

/** The same as `asin`. */
export const arcsin: typeof asin = asin;
