import { DTypeError, ShapeError } from '../../../errors.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { matmul as product } from '../matmul.js';

/**
 * Matrix product: `matmul`.
 *
 * @param input [*, m, k], [m, k] or [k]
 * @param other [*, k, n], [k, n] or [k]
 */
export const matmul: FunctionOp<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.matmul',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([4, 5])],
      [make.tensor([4]), make.tensor([2, 4, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2, 3])],
        error: ShapeError,
        message: 'matmul: inner dimensions differ',
      },
      {
        args: [make.tensor([2, 2]), make.integers([2, 2], 0, 5, 'int32')],
        error: DTypeError,
        message: 'matmul: the operands have different dtypes',
      },
    ],
  },
  (input: Tensor, other: Tensor) => product(input, other),
);
