import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Whether elements are negative; true for −0 too. */
export const signbit: Op<Unary> = defineElementwise({
  name: 'signbit',
  expr: ([x]) => {
    if (x!.dtype.kind !== 'float') return x!.dtype.kind === 'bool' ? x!.ne(x!) : x!.lt(0);
    return x!.lt(0).or(x!.eq(0).and(x!.reciprocal().lt(0)));
  },
  dtypes: 'number',
  differentiable: false,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
