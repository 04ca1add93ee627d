import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** ln(1 + x), exact near 0. Integers and bool give float32. */
export const log1p: InplaceOp<Unary> = defineElementwise({
  name: 'log1p',
  expr: ([x]) => x!.log1p(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: -0.9, high: 4 })],
    [make.tensor([], { low: -0.9, high: 4 })],
    [make.tensor([0, 2])],
  ],
});
