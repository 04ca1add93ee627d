import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The square root; NaN for negative elements. Integers and bool give float32. */
export const sqrt: InplaceOp<Unary> = defineElementwise({
  name: 'sqrt',
  expr: ([x]) => x!.sqrt(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.1, high: 4 })],
    [make.tensor([], { low: 0.1, high: 4 })],
    [make.tensor([0, 2])],
  ],
});
