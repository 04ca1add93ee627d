import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The tangent of an angle in radians. Integers and bool give float32. */
export const tan: InplaceOp<Unary> = defineElementwise({
  name: 'tan',
  expr: ([x]) => x!.tan(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: -1.3, high: 1.3 })],
    [make.tensor([], { low: -1.3, high: 1.3 })],
    [make.tensor([0, 2])],
  ],
});
