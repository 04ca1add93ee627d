import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** 1 − erf(x), exact for large x. Integers and bool give float32. */
export const erfc: InplaceOp<Unary> = defineElementwise({
  name: 'erfc',
  expr: ([x]) => x!.erfc(),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
