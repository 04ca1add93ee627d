import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';
import { refuseFloats } from './checks.js';

/** Bits that are set in exactly one; for bool: exclusive or. */
export const bitwiseXor: InplaceOp<Binary> = defineElementwise({
  name: 'bitwiseXor',
  operands: ['input', 'other'],
  check: (operands) => refuseFloats('bitwiseXor', operands),
  expr: ([x, y]) => x!.xor(y!),
  dtypes: 'integral',
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.integers([3, 4], -9, 9), make.integers([3, 4], -9, 9)],
    [make.integers([2, 1, 4], -9, 9, 'int32'), make.integers([3, 1], 0, 9, 'uint8')],
    [make.bool([5]), make.bool([5])],
    [make.integers([5], 0, 99), 6],
    [make.integers([0, 2], 0, 2), 1],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2], { dtype: 'float32' }), 1],
      error: DTypeError,
      message: 'bitwiseXor: has no rule for float32',
    },
  ],
});
