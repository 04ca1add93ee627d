import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import { refuseFloats } from './checks.js';

/** All bits inverted; for bool: not. */
export const bitwiseNot: InplaceOp<Unary> = defineElementwise({
  name: 'bitwiseNot',
  check: (operands) => refuseFloats('bitwiseNot', operands),
  expr: ([x]) => x!.not(),
  dtypes: 'integral',
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.integers([3, 4], -9, 9)], [make.bool([5])], [make.integers([0, 2], 0, 2)]],
  errors: (make) => [
    {
      args: [make.tensor([2], { dtype: 'float32' })],
      error: DTypeError,
      message: 'bitwiseNot: has no rule for float32',
    },
  ],
});
