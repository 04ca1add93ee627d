import { bool } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Whether the element is ∞ or −∞. */
export const isinf: Op<Unary> = defineElementwise({
  name: 'isinf',
  expr: ([x]) => (x!.dtype.isDifferentiable ? x!.isinf() : constant(0, bool)),
  dtypes: 'number',
  complex: true,
  differentiable: false,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
