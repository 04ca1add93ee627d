import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { checkSquare } from '../routines/matrix.js';
import { determinant } from '../routines/solve.js';

/**
 * The determinant of square matrices.
 *
 * @param A [*, n, n], float32 or float64
 * @returns [*]; 1 for empty matrices
 * @throws ShapeError for other shapes
 */
export const det: FunctionOp<(A: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.det',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 4])],
      [make.matrices([1, 1])],
      [make.matrices([0, 0])],
      [make.matrices([0, 2, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.det: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.det: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.det: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    checkSquare('linalg.det', 'A', A);
    return determinant.call([A], {})[0]!;
  }),
);
