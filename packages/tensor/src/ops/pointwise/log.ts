import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The natural logarithm. Integers and bool give float32. */
export const log: InplaceOp<Unary> = defineElementwise({
  name: 'log',
  expr: ([x]) => x!.log(),
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
