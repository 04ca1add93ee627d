import { bool } from '../../dtype.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Whether the element is 0 (false). */
export const logicalNot: InplaceOp<Unary> = defineElementwise({
  name: 'logicalNot',
  expr: ([x]) => x!.to(bool).not(),
  dtypes: 'number',
  complex: true,
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
