import { DTypeError, ShapeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { checkAlpha } from './checks.js';

/**
 * input + alpha · other, with broadcasting and type promotion.
 *
 * @param other tensor or number
 * @param options.alpha factor of `other` (default 1)
 */
export const add: InplaceOp<(input: Tensor, other: Tensor | number, options?: { alpha?: number }) => Tensor> =
  defineElementwise({
    name: 'add',
    operands: ['input', 'other'],
    options: { alpha: 1 },
    check: (operands, options) => checkAlpha('add', 'alpha', operands, options),
    expr: ([x, y], { alpha }) => x!.add(y!.mul(alpha as number)),
    dtypes: 'number',
    complex: true,
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([2, 1, 4]), make.tensor([3, 1])],
      [make.tensor([5]), 2.5],
      [make.tensor([]), make.tensor([4]), { alpha: -0.5 }],
      [make.tensor([0, 3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([4])],
        error: ShapeError,
        message: 'add: shapes [2, 3] and [4]',
      },
      {
        args: [make.integers([2], 0, 5), 1, { alpha: 0.5 }],
        error: DTypeError,
        message: 'add: alpha must be an integer for integer tensors, got 0.5',
      },
    ],
  });
