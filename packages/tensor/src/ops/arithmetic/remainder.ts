import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { refuseAllBool } from './checks.js';

/**
 * input − ⌊input / other⌋ · other, elementwise: the result has the sign of the divisor, as Python's `%`.
 */
export const remainder: InplaceOp<(input: Tensor | number, other: Tensor | number) => Tensor> =
  defineElementwise({
    name: 'remainder',
    operands: ['input', 'other'],
    check: (operands) => refuseAllBool('remainder', operands),
    expr: ([x, y]) => x!.remainder(y!),
    dtypes: 'number',
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4], { low: -9, high: 9 }), make.tensor([3, 4], { low: 1, high: 4 })],
      [make.tensor([2, 1, 4], { low: -9, high: 9 }), make.tensor([3, 1], { low: -4, high: -1 })],
      [make.tensor([5], { low: -9, high: 9 }), 3],
      [7, make.tensor([5], { low: 1, high: 4 })],
      [make.tensor([]), make.tensor([], { low: 1, high: 2 })],
      [make.tensor([0, 3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.bool([2]), make.bool([2])],
        error: DTypeError,
        message: 'remainder: has no rule for bool',
      },
    ],
  });
