import { bool } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Whether elements are real numbers: true, as long as the tensor isn't complex. */
export const isreal: Op<Unary> = defineElementwise({
  name: 'isreal',
  expr: ([x]) => constant(1, bool).or(x!.ne(x!)),
  dtypes: 'number',
  differentiable: false,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
