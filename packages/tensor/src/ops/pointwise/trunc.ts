import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Each element rounded towards 0. Integers stay as they are. */
export const trunc: InplaceOp<Unary> = defineElementwise({
  name: 'trunc',
  expr: ([x]) => (x!.dtype.kind === 'float' ? x!.trunc() : x!),
  dtypes: 'signed',
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4], { low: -9, high: 9 })],
    [make.tensor([], { low: -9, high: 9 })],
    [make.tensor([0, 2])],
  ],
  errors: (make) => [{ args: [make.bool([2])], error: DTypeError, message: 'trunc: has no rule for bool' }],
});

/** The same as `trunc`. */
export const fix: typeof trunc = trunc;
