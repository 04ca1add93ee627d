import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { refuseAllBool, refuseFloats } from './checks.js';

/** The greatest common divisor of integers, ≥ 0. */
export const gcd: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'gcd',
  operands: ['input', 'other'],
  check: (operands) => {
    refuseFloats('gcd', operands);
    refuseAllBool('gcd', operands);
  },
  expr: ([x, y]) => x!.gcd(y!),
  dtypes: 'integral',
  inplace: true,
  differentiable: false,
  tolerance: 'exact',
  samples: (make) => [
    [make.integers([3, 4], -30, 30), make.integers([3, 4], -30, 30)],
    [make.integers([2, 1, 4], 0, 99, 'int32'), make.integers([3, 1], 0, 99, 'uint8')],
    [make.integers([4], 0, 1), make.integers([4], -5, 5)],
    [make.integers([0, 2], 0, 2), make.integers([2], 0, 2)],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2], { dtype: 'float32' }), make.integers([2], 0, 5)],
      error: DTypeError,
      message: 'gcd: has no rule for float32',
    },
    { args: [make.bool([2]), make.bool([2])], error: DTypeError, message: 'gcd: has no rule for bool' },
  ],
});
