import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The input itself. Bool tensors are refused. */
export const positive: Op<Unary> = defineElementwise({
  name: 'positive',
  expr: ([x]) => x!,
  dtypes: 'signed',
  complex: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
