import { bool } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Whether elements are real numbers: true for all of a real tensor, and for complex numbers without an imaginary part. */
export const isreal: Op<Unary> = defineElementwise({
  name: 'isreal',
  expr: ([x]) => (x!.dtype.kind === 'complex' ? x!.imag().eq(0) : constant(1, bool).or(x!.ne(x!))),
  dtypes: 'number',
  complex: true,
  differentiable: false,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
