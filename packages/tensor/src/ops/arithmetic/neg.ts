import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** −input. */
export const neg: InplaceOp<Unary> = defineElementwise({
  name: 'neg',
  expr: ([x]) => x!.neg(),
  dtypes: 'signed',
  complex: true,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  errors: (make) => [{ args: [make.bool([2])], error: DTypeError, message: 'neg: has no rule for bool' }],
});

/** The same as `neg`. */
export const negative: typeof neg = neg;
