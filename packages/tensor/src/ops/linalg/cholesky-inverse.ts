import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { mH } from '../complex/conjugated.js';
import { batchOf, checkSquare, expandBatch, identityLike } from './routines/matrix.js';
import { triangular } from './routines/triangular.js';

/**
 * The inverse of A from its Cholesky factor.
 *
 * @param L [*, n, n] with A = LLᵀ
 * @param upper L is the upper factor, A = LᵀL (default false)
 */
export const choleskyInverse: Op<
  (L: Tensor, upper?: boolean | { upper?: boolean }, options?: { upper?: boolean }) => Tensor
> = defineOp(
  {
    name: 'choleskyInverse',
    kind: 'composite',
    tolerance: 'decomposition',
    // PyTorch's gradient fills the triangle that isn't read.
    torch: 'lambda L, upper=False: torch.cholesky_inverse(L.triu() if upper else L.tril(), upper)',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 3, 3]), true],
      [make.matrices([0, 0]), { upper: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'choleskyInverse: L must be a batch of square matrices, got shape [2, 3]',
      },
    ],
  },
  composed((L: Tensor, upper?: unknown, options?: unknown) => {
    const op = 'choleskyInverse';
    const o = positionalOrNamed(op, 'upper', upper, options, { upper: false });
    checkSquare(op, 'L', L);
    const factor = checkBoolean(op, 'upper', o.upper) ? mH(L) : L;
    const eye = expandBatch(identityLike(L), batchOf(L));
    return triangular(mH(factor), triangular(factor, eye, { upper: false }), { upper: true });
  }),
);
