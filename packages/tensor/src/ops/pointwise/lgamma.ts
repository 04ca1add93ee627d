import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** ln |Γ(x)|. Integers and bool give float32. */
export const lgamma: InplaceOp<Unary> = defineElementwise({
  name: 'lgamma',
  expr: ([x]) => x!.lgamma(),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.2, high: 5 })],
    [make.tensor([], { low: 0.2, high: 5 })],
    [make.tensor([0, 2])],
  ],
});
