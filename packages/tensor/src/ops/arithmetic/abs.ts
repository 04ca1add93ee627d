import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The absolute value. Its gradient at 0 is 0. */
export const abs: InplaceOp<Unary> = defineElementwise({
  name: 'abs',
  expr: ([x]) => x!.abs(),
  dtypes: 'signed',
  complex: true,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  errors: (make) => [{ args: [make.bool([2])], error: DTypeError, message: 'abs: has no rule for bool' }],
});

/** The same as `abs`. */
export const absolute: typeof abs = abs;
