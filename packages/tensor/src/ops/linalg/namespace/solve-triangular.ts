import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import {
  broadcastBatches,
  checkAlike,
  checkMatrix,
  checkSquare,
  columns,
  mT,
  rows,
} from '../routines/matrix.js';
import { triangular } from '../routines/triangular.js';

export interface SolveTriangularOptions {
  /** Which triangle A is. */
  upper: boolean;
  /** Solve AX = B; otherwise XA = B (default true). */
  left?: boolean;
  /** The diagonal counts as ones and isn't read (default false). */
  unitriangular?: boolean;
}

/**
 * The solution X of AX = B (or XA = B) for triangular A. The other triangle isn't read; zeros on the diagonal give
 * infinities, not an error.
 *
 * @param A [*, n, n]
 * @param B [*, n, k]; batches broadcast
 * @param options.upper which triangle A is; required
 * @param options.left solve AX = B; otherwise XA = B (default true)
 * @param options.unitriangular the diagonal counts as ones and isn't read (default false)
 * @throws ShapeError when the shapes don't fit
 */
export const solveTriangular: FunctionOp<(A: Tensor, B: Tensor, options: SolveTriangularOptions) => Tensor> =
  defineOp(
    {
      name: 'linalg.solveTriangular',
      method: false,
      kind: 'composite',
      tolerance: 'decomposition',
      samples: (make) => [
        [make.matrices([3, 3]), make.tensor([3, 2]), { upper: true }],
        [make.matrices([2, 3, 3]), make.tensor([3, 2]), { upper: false }],
        [make.matrices([3, 3]), make.tensor([2, 2, 3]), { upper: true, left: false }],
        [make.matrices([3, 3]), make.tensor([3, 1]), { upper: false, unitriangular: true }],
        [make.matrices([3, 3]), make.tensor([4, 3]), { upper: true, left: false, unitriangular: true }],
        [make.matrices([0, 0]), make.tensor([0, 2]), { upper: true }],
      ],
      errors: (make) => [
        {
          args: [make.matrices([3, 3]), make.tensor([3, 2]), {}],
          error: ArgumentError,
          message: 'linalg.solveTriangular: upper must be true or false, got null',
        },
        {
          args: [make.matrices([3, 3]), make.tensor([2, 2]), { upper: true }],
          error: ShapeError,
          message:
            'linalg.solveTriangular: incompatible shapes [3, 3] and [2, 2] for the equation AX = B (3 ≠ 2)',
        },
        {
          args: [make.integers([3, 3], 0, 5), make.tensor([3, 2]), { upper: true }],
          error: DTypeError,
          message: 'linalg.solveTriangular: has no rule for int64',
        },
      ],
    },
    composed((A: Tensor, B: Tensor, options?: unknown) => {
      const op = 'linalg.solveTriangular';
      const o = parseOptions(op, options, {
        upper: null as boolean | null,
        left: true,
        unitriangular: false,
      });
      const upper = checkBoolean(op, 'upper', o.upper);
      const left = checkBoolean(op, 'left', o.left);
      const unitriangular = checkBoolean(op, 'unitriangular', o.unitriangular);
      checkSquare(op, 'A', A);
      checkMatrix(op, 'B', B);
      checkAlike(op, A, B);
      if ((left ? rows(B) : columns(B)) !== columns(A)) {
        throw new ShapeError(
          `${op}: incompatible shapes ${showShape(A.shape)} and ${showShape(B.shape)} for the equation ${left ? 'AX = B' : 'XA = B'} (${columns(A)} ≠ ${left ? rows(B) : columns(B)})`,
        );
      }
      if (left) return triangular(...broadcastBatches(op, A, B), { upper, unitriangular });
      const [t, right] = broadcastBatches(op, mT(A), mT(B));
      return mT(triangular(t, right, { upper: !upper, unitriangular }));
    }),
  );
