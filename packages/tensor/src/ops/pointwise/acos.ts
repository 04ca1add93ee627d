import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The arc cosine, in [0, π]; NaN outside of [−1, 1]. Integers and bool give float32. */
export const acos: InplaceOp<Unary> = defineElementwise({
  name: 'acos',
  expr: ([x]) => x!.acos(),
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

/** The same as `acos`. */
export const arccos: typeof acos = acos;
