import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { mul } from '../../arithmetic/mul.js';
import { sub } from '../../arithmetic/sub.js';
import { mH } from '../../complex/conjugated.js';
import { eye } from '../../creation/eye.js';
import { tril } from '../../creation/tril.js';
import { narrow } from '../../movement/narrow.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { matmul } from '../matmul.js';
import {
  batchOf,
  checkAlike,
  checkMatrix,
  checkNumbers,
  columns,
  expandBatch,
  rows,
  withDiagonal,
} from '../routines/matrix.js';

/**
 * The first n columns of H_1 H_2 … H_k with H_i = I − tau_i v_i v_iᵀ: what LAPACK's orgqr makes of the result of geqrf.
 *
 * @param A [*, m, n], m ≥ n; v_i is column i below the diagonal, 1 on it and 0 above
 * @param tau [*, k], k ≤ n
 * @returns [*, m, n]
 * @throws ShapeError for other shapes
 */
export const householderProduct: FunctionOp<(A: Tensor, tau: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.householderProduct',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([2])],
      [make.tensor([2, 3, 3]), make.tensor([2, 3])],
      [make.tensor([3, 2]), make.tensor([0])],
      [make.tensor([3, 0]), make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'linalg.householderProduct: A must have at least as many rows as columns, got shape [2, 3]',
      },
      {
        args: [make.tensor([3, 2]), make.tensor([3])],
        error: ShapeError,
        message:
          'linalg.householderProduct: tau must have the batch [] of A and at most 2 elements, got shape [3]',
      },
      {
        args: [make.integers([3, 2], 0, 5), make.tensor([2])],
        error: DTypeError,
        message: 'linalg.householderProduct: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, tau: Tensor) => {
    const op = 'linalg.householderProduct';
    checkMatrix(op, 'A', A);
    checkNumbers(op, 'tau', tau);
    checkAlike(op, A, tau);
    const [m, n] = [rows(A), columns(A)];
    if (m < n) {
      throw new ShapeError(
        `${op}: A must have at least as many rows as columns, got shape ${showShape(A.shape)}`,
      );
    }
    const k = tau.shape[tau.ndim - 1] ?? 0;
    if (tau.ndim === 0 || k > n || !sameShape(tau.shape.slice(0, -1), batchOf(A))) {
      throw new ShapeError(
        `${op}: tau must have the batch ${showShape(batchOf(A))} of A and at most ${n} elements, got shape ${showShape(tau.shape)}`,
      );
    }
    const v = withDiagonal(tril(A, -1), 1);
    let q = expandBatch(eye(m, n, { dtype: A.dtype, device: A.device }), batchOf(A));
    for (let i = k - 1; i >= 0; i--) {
      const column = narrow(v, -1, i, 1);
      const factor = unsqueeze(narrow(tau, -1, i, 1), -1);
      q = sub(q, mul(factor, matmul(column, matmul(mH(column), q))));
    }
    return q.contiguous();
  }),
);
