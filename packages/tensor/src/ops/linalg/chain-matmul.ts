import { ArgumentError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { multiDot } from './namespace/multi-dot.js';

/**
 * The product of matrices in the cheapest order: `linalg.multiDot` of the arguments.
 *
 * @param matrices [m, n] each
 * @throws ShapeError when neighbours don't fit
 */
export const chainMatmul: FunctionOp<(...matrices: readonly Tensor[]) => Tensor> = defineOp(
  {
    name: 'chainMatmul',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([4, 2]), make.tensor([2, 5])],
      [make.tensor([2, 3]), make.tensor([3, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2])],
        error: ArgumentError,
        message: 'linalg.multiDot: expects an array of at least 2 tensors',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.multiDot: tensors 0 and 1 have shapes',
      },
    ],
  },
  (...matrices: readonly Tensor[]) => multiDot(matrices),
);
