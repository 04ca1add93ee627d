import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { mH } from '../../complex/conjugated.js';
import { cholesky as factor } from '../routines/decompositions.js';
import { checkSquare, dense } from '../routines/matrix.js';
import { symmetrized } from '../routines/symmetrized.js';

/**
 * The Cholesky factor without an error where there is none: `info` is the order of the leading minor that isn't
 * positive-definite.
 *
 * @param A [*, n, n], Hermitian
 * @param options.upper give U with A = UᵀU instead (default false)
 * @param options.checkErrors throw all the same (default false)
 * @returns { L, info }, [*, n, n] and int32 [*]
 */
export const choleskyEx: FunctionOp<
  (A: Tensor, options?: { upper?: boolean; checkErrors?: boolean }) => NamedResult<'L' | 'info'>
> = defineOp(
  {
    name: 'linalg.choleskyEx',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    // The lower triangle decides, but the gradient is that of a symmetric matrix.
    differentiateOn: ([A, ...rest]) => [symmetrized(A as Tensor), ...rest],
    samples: (make) => [
      [make.matrices([3, 3], 'positive')],
      [make.matrices([2, 4, 4], 'positive'), { upper: true }],
      [make.matrices([3, 3], 'positive'), { checkErrors: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 2], { low: 0, high: 0.0001 }), { checkErrors: true }],
        error: LinAlgError,
        message:
          'linalg.choleskyEx: (Batch element 0): the factorization could not be completed because the input is not positive-definite (the leading minor of order 1',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.choleskyEx: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.choleskyEx: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.choleskyEx: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.choleskyEx', options, { upper: false, checkErrors: false });
    const upper = checkBoolean('linalg.choleskyEx', 'upper', o.upper);
    const check = checkBoolean('linalg.choleskyEx', 'checkErrors', o.checkErrors)
      ? 'linalg.choleskyEx'
      : null;
    checkSquare('linalg.choleskyEx', 'A', A);
    const [l, info] = factor.call([upper ? mH(A) : A], { check, turned: upper });
    return namedResult(['L', 'info'], [upper ? dense(mH(l!)) : l!, info!]);
  }),
);
