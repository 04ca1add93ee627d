import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The logistic function 1 / (1 + e⁻ˣ). Integers and bool give float32. */
export const sigmoid: InplaceOp<Unary> = defineElementwise({
  name: 'sigmoid',
  expr: ([x]) => x!.sigmoid(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
