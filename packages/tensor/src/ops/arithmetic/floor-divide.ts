import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { refuseAllBool } from './checks.js';

/** ⌊input / other⌋, elementwise. Integers stay integers; an integer divided by 0 gives 0. */
export const floorDivide: InplaceOp<(input: Tensor | number, other: Tensor | number) => Tensor> =
  defineElementwise({
    name: 'floorDivide',
    operands: ['input', 'other'],
    check: (operands) => refuseAllBool('floorDivide', operands),
    expr: ([x, y]) => x!.floordiv(y!),
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
        message: 'floorDivide: has no rule for bool',
      },
    ],
  });
