import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The inverse hyperbolic cosine; NaN below 1. Integers and bool give float32. */
export const acosh: InplaceOp<Unary> = defineElementwise({
  name: 'acosh',
  expr: ([x]) => x!.acosh(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: 1.1, high: 4 })],
    [make.tensor([], { low: 1.1, high: 4 })],
    [make.tensor([0, 2])],
  ],
});

/** The same as `acosh`. */
export const arccosh: typeof acosh = acosh;
