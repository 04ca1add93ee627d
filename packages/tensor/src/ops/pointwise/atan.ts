import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The arc tangent, in (−π/2, π/2). Integers and bool give float32. */
export const atan: InplaceOp<Unary> = defineElementwise({
  name: 'atan',
  expr: ([x]) => x!.atan(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});

/** The same as `atan`. */
export const arctan: typeof atan = atan;
