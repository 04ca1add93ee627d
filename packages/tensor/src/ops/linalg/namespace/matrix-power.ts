import { ArgumentError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { clone } from '../../conversion/clone.js';
import { matmul } from '../matmul.js';
import { batchOf, checkSquare, dense, expandBatch, identityLike } from '../routines/matrix.js';
import { inverse } from '../routines/solve.js';

/**
 * A to an integer power by repeated squaring; negative powers are those of the inverse.
 *
 * @param A [*, n, n]
 * @param n exponent; 0 gives identity matrices
 * @throws LinAlgError for a negative power of a singular matrix
 */
export const matrixPower: FunctionOp<(A: Tensor, n: number) => Tensor> = defineOp(
  {
    name: 'linalg.matrixPower',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3]), 2],
      [make.matrices([2, 3, 3]), 5],
      [make.matrices([3, 3]), -2],
      [make.matrices([2, 2]), 1],
      [make.matrices([2, 2, 2]), 0],
      [make.matrices([0, 0]), 3],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 }), -1],
        error: LinAlgError,
        message: 'linalg.matrixPower: the diagonal element 1 is zero, the inversion',
      },
      {
        args: [make.tensor([2, 3]), 2],
        error: ShapeError,
        message: 'linalg.matrixPower: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([2, 2]), 0.5],
        error: ArgumentError,
        message: 'linalg.matrixPower: n must be an integer, got 0.5',
      },
    ],
  },
  composed((A: Tensor, n: number) => {
    const op = 'linalg.matrixPower';
    checkSquare(op, 'A', A);
    checkInteger(op, 'n', n);
    if (n === 0) return dense(expandBatch(identityLike(A), batchOf(A)));
    if (n === 1) return clone(A);
    let square = n > 0 ? A : inverse.call([A], { check: { op, what: 'inversion' } })[0]!;
    let result: Tensor | null = null;
    for (let rest = Math.abs(n); ; ) {
      if (rest % 2 === 1) result = result === null ? square : matmul(result, square);
      rest = Math.floor(rest / 2);
      if (rest === 0) return result!;
      square = matmul(square, square);
    }
  }),
);
