import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { solveSystem } from '../routines/solving.js';

export interface SolveOptions {
  /** Solve AX = B; otherwise XA = B (default true). */
  left?: boolean;
}

/**
 * The solution X of AX = B (or XA = B) for square A, by LU factors.
 *
 * @param A [*, n, n]
 * @param B [*, n, k], or vectors: [n], or [*, n] with the very batch of A. Batches broadcast
 * @param options.left solve AX = B; otherwise XA = B (default true)
 * @returns the shape of B, broadcast
 * @throws LinAlgError for a singular matrix
 * @throws ShapeError when the shapes don't fit
 */
export const solve: FunctionOp<(A: Tensor, B: Tensor, options?: SolveOptions) => Tensor> = defineOp(
  {
    name: 'linalg.solve',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3]), make.tensor([3, 2])],
      [make.matrices([3, 3]), make.tensor([3])],
      [make.matrices([2, 3, 3]), make.tensor([2, 3])],
      [make.matrices([2, 1, 3, 3]), make.tensor([4, 3, 2])],
      [make.matrices([3, 3]), make.tensor([2, 3]), { left: false }],
      [make.matrices([0, 0]), make.tensor([0, 2])],
      [make.matrices([2, 2]), make.tensor([2, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 3], { low: 0, high: 0.0001 }), make.tensor([3])],
        error: LinAlgError,
        message:
          'linalg.solve: the diagonal element 1 is zero, the solution could not be completed because the input matrix is singular',
      },
      {
        args: [make.tensor([3, 3]), make.tensor([2, 2])],
        error: ShapeError,
        message: 'linalg.solve: incompatible shapes [3, 3] and [2, 2] for the equation AX = B (3 ≠ 2)',
      },
      {
        args: [make.tensor([3, 2]), make.tensor([3])],
        error: ShapeError,
        message: 'linalg.solve: A must be a batch of square matrices, got shape [3, 2]',
      },
      {
        args: [make.tensor([3, 3], { dtype: 'float64' }), make.tensor([3])],
        error: DTypeError,
        message: 'linalg.solve: the operands have different dtypes',
      },
    ],
  },
  composed((A: Tensor, B: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.solve', options, { left: true });
    const left = checkBoolean('linalg.solve', 'left', o.left);
    return solveSystem('linalg.solve', A, B, left, { op: 'linalg.solve', what: 'solution' })[0];
  }),
);
