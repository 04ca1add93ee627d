import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The inverse hyperbolic tangent; NaN outside of [−1, 1]. Integers and bool give float32. */
export const atanh: InplaceOp<Unary> = defineElementwise({
  name: 'atanh',
  expr: ([x]) => x!.atanh(),
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

/** The same as `atanh`. */
export const arctanh: typeof atanh = atanh;
