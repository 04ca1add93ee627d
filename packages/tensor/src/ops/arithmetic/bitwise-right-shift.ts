import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Binary } from '../../op/signatures.js';
import { refuseAllBool, refuseFloats } from './checks.js';

/** ⌊input / 2^other⌋ for integers. */
export const bitwiseRightShift: InplaceOp<Binary> = defineElementwise({
  name: 'bitwiseRightShift',
  operands: ['input', 'other'],
  check: (operands) => {
    refuseFloats('bitwiseRightShift', operands);
    refuseAllBool('bitwiseRightShift', operands);
  },
  expr: ([x, y]) => x!.shr(y!),
  dtypes: 'integral',
  differentiable: false,
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.integers([3, 4], -9, 9), make.integers([3, 4], 0, 5)],
    [make.integers([2, 1, 4], 0, 9, 'int32'), make.integers([3, 1], 0, 4, 'int32')],
    [make.integers([5], 0, 99), 3],
    [make.integers([0, 2], 0, 2), 1],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2], { dtype: 'float32' }), 1],
      error: DTypeError,
      message: 'bitwiseRightShift: has no rule for float32',
    },
  ],
});
