import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { checkSquare } from '../routines/matrix.js';
import { inverse } from '../routines/solve.js';

/**
 * The inverse of square matrices. To multiply one to something, `solve` is faster and more accurate.
 *
 * @param A [*, n, n]
 * @returns [*, n, n]
 * @throws LinAlgError for a singular matrix
 * @throws ShapeError for other shapes
 */
export const inv: FunctionOp<(A: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.inv',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 4])],
      [make.matrices([0, 0])],
      [make.matrices([2, 0, 3, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 3], { low: 0, high: 0.0001 })],
        error: LinAlgError,
        message: 'linalg.inv: (Batch element 0): the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.inv: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.inv: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.inv: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    checkSquare('linalg.inv', 'A', A);
    return inverse.call([A], { check: { op: 'linalg.inv', what: 'inversion' } })[0]!;
  }),
);
