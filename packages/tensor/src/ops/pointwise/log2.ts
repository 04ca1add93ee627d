import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The logarithm to base 2. Integers and bool give float32. */
export const log2: InplaceOp<Unary> = defineElementwise({
  name: 'log2',
  expr: ([x]) => x!.log2(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.1, high: 4 })],
    [make.tensor([], { low: 0.1, high: 4 })],
    [make.tensor([0, 2])],
  ],
});
