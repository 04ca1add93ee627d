import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { positionalOrNamed } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { div } from '../../arithmetic/div.js';
import { mul } from '../../arithmetic/mul.js';
import { eq } from '../../comparison/eq.js';
import { where } from '../../comparison/where.js';
import { zeros } from '../../creation/zeros.js';
import { select } from '../../movement/select.js';
import { svdFactors } from '../routines/decompositions.js';
import { batchOf, checkMatrix, checkSquare, realTypeOf } from '../routines/matrix.js';
import { type MatrixOrder, matrixDims, normOfMatrices } from '../routines/norms.js';
import { inverse } from '../routines/solve.js';

/**
 * The condition number ‖A‖ ‖A⁻¹‖; infinite for singular matrices.
 *
 * @param A [*, n, n], or [*, m, n] for the orders null, 2 and −2
 * @param p order of the norm (default null, which is 2); see `matrixNorm`
 * @returns [*]
 */
export const cond: FunctionOp<
  (
    A: Tensor,
    p?: MatrixOrder | null | { p?: MatrixOrder | null },
    options?: { p?: MatrixOrder | null },
  ) => Tensor
> = defineOp(
  {
    name: 'linalg.cond',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    // PyTorch 2.15 overwrites what the gradient of its own cond needs.
    torch:
      'lambda A, p=None: torch.linalg.cond(A, p) if p in (None, 2, -2) else torch.linalg.matrix_norm(A, p) * torch.linalg.matrix_norm(torch.linalg.inv(A), p)',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 3]), -2],
      [make.matrices([2, 3, 3]), 'fro'],
      [make.matrices([3, 3]), 1],
      [make.matrices([2, 0, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 1],
        error: ShapeError,
        message: 'linalg.cond: A must be a batch of square matrices, got shape [2, 3]',
      },
      { args: [make.tensor([2, 2]), 3], error: ArgumentError, message: 'linalg.cond: ord must be' },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.cond: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, p?: unknown, options?: unknown) => {
    const op = 'linalg.cond';
    const o = positionalOrNamed(op, 'p', p ?? undefined, options, { p: null as MatrixOrder | null });
    checkMatrix(op, 'A', A);
    if (A.length === 0) return zeros(batchOf(A), { dtype: realTypeOf(A), device: A.device });
    if (o.p === null || o.p === 2 || o.p === -2) {
      const s = svdFactors.call([A], { full: false, vectors: A.requiresGrad, op })[1]!;
      const [largest, smallest] = [select(s, -1, 0), select(s, -1, s.shape[s.ndim - 1]! - 1)];
      return o.p === -2 ? div(smallest, largest) : div(largest, smallest);
    }
    checkSquare(op, 'A', A);
    const dims = matrixDims(op, A, [-2, -1]);
    const own = normOfMatrices(op, A, o.p, dims, false);
    const [inv, info] = inverse.call([A], { check: null });
    const value = mul(own, normOfMatrices(op, inv!, o.p, dims, false));
    return where(eq(info!, 0), value, Number.POSITIVE_INFINITY);
  }),
);
