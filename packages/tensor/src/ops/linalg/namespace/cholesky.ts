import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { mH } from '../../complex/conjugated.js';
import { cholesky as factor } from '../routines/decompositions.js';
import { checkSquare } from '../routines/matrix.js';
import { symmetrized } from '../routines/symmetrized.js';

/**
 * The lower triangular L with A = LLᴴ of Hermitian (real: symmetric) positive-definite matrices. Only the triangle that becomes the result
 * is read.
 *
 * @param A [*, n, n], Hermitian
 * @param options.upper give U with A = UᵀU instead (default false)
 * @throws LinAlgError when A isn't positive-definite
 * @throws ShapeError for other shapes
 */
export const cholesky: FunctionOp<(A: Tensor, options?: { upper?: boolean }) => Tensor> = defineOp(
  {
    name: 'linalg.cholesky',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    // The lower triangle decides, but the gradient is that of a symmetric matrix.
    differentiateOn: ([A, ...rest]) => [symmetrized(A as Tensor), ...rest],
    samples: (make) => [
      [make.matrices([3, 3], 'positive')],
      [make.matrices([2, 4, 4], 'positive'), { upper: true }],
      [make.matrices([0, 0], 'positive')],
      [make.matrices([0, 3, 3], 'positive')],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 2], { low: 0, high: 0.0001 })],
        error: LinAlgError,
        message:
          'linalg.cholesky: (Batch element 0): the factorization could not be completed because the input is not positive-definite (the leading minor of order 1',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.cholesky: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.cholesky: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.cholesky: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.cholesky', options, { upper: false });
    const upper = checkBoolean('linalg.cholesky', 'upper', o.upper);
    checkSquare('linalg.cholesky', 'A', A);
    const [l] = factor.call([upper ? mH(A) : A], {
      check: 'linalg.cholesky',
      turned: upper,
    });
    return upper ? mH(l!) : l!;
  }),
);
