import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mH } from '../complex/conjugated.js';
import { broadcastBatches, checkAlike, checkMatrix, checkSquare, columns, rows } from './routines/matrix.js';
import { triangular } from './routines/triangular.js';

/**
 * The solution X of AX = B from the Cholesky factor of A.
 *
 * @param B [*, n, k]
 * @param L [*, n, n] with A = LLᵀ; batches broadcast
 * @param upper L is the upper factor, A = LᵀL (default false)
 */
export const choleskySolve: Op<
  (B: Tensor, L: Tensor, upper?: boolean | { upper?: boolean }, options?: { upper?: boolean }) => Tensor
> = defineOp(
  {
    name: 'choleskySolve',
    kind: 'composite',
    tolerance: 'decomposition',
    // PyTorch's gradient fills the triangle that isn't read.
    torch: 'lambda B, L, upper=False: torch.cholesky_solve(B, L.triu() if upper else L.tril(), upper)',
    samples: (make) => [
      [make.tensor([3, 2]), make.matrices([3, 3])],
      [make.tensor([2, 3, 1]), make.matrices([3, 3]), true],
      [make.tensor([3, 2]), make.matrices([2, 3, 3]), { upper: false }],
      [make.tensor([0, 2]), make.matrices([0, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([3, 3])],
        error: ShapeError,
        message: 'choleskySolve: B must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.tensor([2, 1]), make.tensor([3, 3])],
        error: ShapeError,
        message: 'choleskySolve: L is [3, 3], B is [2, 1]: both need the same number of rows (3 ≠ 2)',
      },
    ],
  },
  composed((B: Tensor, L: Tensor, upper?: unknown, options?: unknown) => {
    const op = 'choleskySolve';
    const o = positionalOrNamed(op, 'upper', upper, options, { upper: false });
    checkMatrix(op, 'B', B);
    checkSquare(op, 'L', L);
    checkAlike(op, L, B);
    if (rows(B) !== columns(L)) {
      throw new ShapeError(
        `${op}: L is ${showShape(L.shape)}, B is ${showShape(B.shape)}: both need the same number of rows (${columns(L)} ≠ ${rows(B)})`,
      );
    }
    const [factor, right] = broadcastBatches(op, checkBoolean(op, 'upper', o.upper) ? mH(L) : L, B);
    return triangular(mH(factor), triangular(factor, right, { upper: false }), { upper: true });
  }),
);
