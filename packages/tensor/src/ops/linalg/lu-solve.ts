import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { solveWithFactors } from './routines/lu-solving.js';
import { checkMatrix } from './routines/matrix.js';

/**
 * The solution X of AX = b from the compact LU factors of A: `linalg.luSolve` in another order.
 *
 * @param b [*, n, k]
 * @param LU_data [*, n, n] of `linalg.luFactor`
 * @param LU_pivots int32 [*, n] of `linalg.luFactor`
 */
export const luSolve: Op<(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) => Tensor> = defineOp(
  {
    name: 'luSolve',
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.tensor([3, 2]), make.matrices([3, 3]), make.integers([3], 3, 4, 'int32')],
      [make.tensor([2, 3, 1]), make.matrices([2, 3, 3]), make.integers([2, 3], 3, 4, 'int32')],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([3, 3]), make.integers([3], 1, 4, 'int32')],
        error: ShapeError,
        message: 'luSolve: b must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.tensor([3, 1]), make.tensor([3, 3]), make.integers([3], 5, 6, 'int32')],
        error: ArgumentError,
        message: 'luSolve: pivot 1 is outside of the 3 rows',
      },
    ],
  },
  composed((b: Tensor, lu: Tensor, pivots: Tensor) => {
    checkMatrix('luSolve', 'b', b);
    return solveWithFactors('luSolve', lu, pivots, b, { left: true, adjoint: false });
  }),
);
