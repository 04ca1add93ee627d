import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The complex conjugate of each element, as a new tensor also of real ones. */
export const conjPhysical: InplaceOp<Unary> = defineElementwise({
  name: 'conjPhysical',
  expr: ([x]) => x!.conj(),
  dtypes: 'any',
  complex: true,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
