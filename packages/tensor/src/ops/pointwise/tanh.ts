import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The hyperbolic tangent. Integers and bool give float32. */
export const tanh: InplaceOp<Unary> = defineElementwise({
  name: 'tanh',
  expr: ([x]) => x!.tanh(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
