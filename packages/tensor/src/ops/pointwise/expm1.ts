import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** eˣ − 1, exact near 0. Integers and bool give float32. */
export const expm1: InplaceOp<Unary> = defineElementwise({
  name: 'expm1',
  expr: ([x]) => x!.expm1(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
