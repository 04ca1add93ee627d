import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The inverse hyperbolic sine. Integers and bool give float32. */
export const asinh: InplaceOp<Unary> = defineElementwise({
  name: 'asinh',
  expr: ([x]) => x!.asinh(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});

/** The same as `asinh`. */
export const arcsinh: typeof asinh = asinh;
