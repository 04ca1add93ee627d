import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { solveWithFactors } from '../routines/lu-solving.js';
import { checkMatrix } from '../routines/matrix.js';

/**
 * The solution X of AX = B from the compact LU factors of A.
 *
 * @param LU [*, n, n] of `luFactor`
 * @param pivots int32 [*, n] of `luFactor`
 * @param B [*, n, k]; batches broadcast
 * @param options.left solve AX = B; otherwise XA = B (default true)
 * @param options.adjoint Aᵀ in the place of A (default false)
 * @throws ShapeError when the shapes don't fit
 * @throws ArgumentError for pivots outside of the rows
 */
export const luSolve: FunctionOp<
  (LU: Tensor, pivots: Tensor, B: Tensor, options?: { left?: boolean; adjoint?: boolean }) => Tensor
> = defineOp(
  {
    name: 'linalg.luSolve',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3]), make.integers([3], 3, 4, 'int32'), make.tensor([3, 2])],
      [
        make.matrices([2, 3, 3]),
        make.integers([2, 3], 3, 4, 'int32'),
        make.tensor([3, 2]),
        { adjoint: true },
      ],
      [make.matrices([3, 3]), make.integers([3], 2, 4, 'int32'), make.tensor([2, 3]), { left: false }],
      [make.matrices([0, 0]), make.integers([0], 1, 2, 'int32'), make.tensor([0, 2])],
    ],
    errors: (make) => [
      {
        args: [make.matrices([3, 3]), make.integers([3], 7, 8, 'int32'), make.tensor([3, 2])],
        error: ArgumentError,
        message: 'luSolve: pivot 1 is outside of the 3 rows',
      },
      {
        args: [make.matrices([3, 3]), make.integers([3], 1, 4), make.tensor([3, 2])],
        error: DTypeError,
        message: 'linalg.luSolve: pivots must be int32, got int64',
      },
      {
        args: [make.matrices([3, 3]), make.integers([2], 1, 3, 'int32'), make.tensor([3, 2])],
        error: ShapeError,
        message: 'linalg.luSolve: pivots must have shape [3], got [2]',
      },
      {
        args: [make.matrices([3, 3]), make.integers([3], 1, 4, 'int32'), make.tensor([2, 2])],
        error: ShapeError,
        message: 'linalg.luSolve: incompatible shapes [3, 3] and [2, 2]',
      },
    ],
  },
  composed((LU: Tensor, pivots: Tensor, B: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.luSolve', options, { left: true, adjoint: false });
    checkMatrix('linalg.luSolve', 'B', B);
    return solveWithFactors('linalg.luSolve', LU, pivots, B, {
      left: checkBoolean('linalg.luSolve', 'left', o.left),
      adjoint: checkBoolean('linalg.luSolve', 'adjoint', o.adjoint),
    });
  }),
);
