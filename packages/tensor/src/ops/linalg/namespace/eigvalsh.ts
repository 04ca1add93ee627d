import { ArgumentError, DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { gradState } from '../../../grad/mode.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkOneOf, positionalOrNamed } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { mH } from '../../complex/conjugated.js';
import { eighFactors } from '../routines/decompositions.js';
import { checkSquare } from '../routines/matrix.js';
import { symmetrized } from '../routines/symmetrized.js';

/**
 * Eigenvalues of Hermitian (real: symmetric) matrices, ascending. Only the triangle named is read.
 *
 * @param A [*, n, n]
 * @param UPLO 'L' (default) or 'U': the triangle to read
 * @returns [*, n]
 * @throws LinAlgError for values that aren't finite
 */
export const eigvalsh: FunctionOp<
  (A: Tensor, UPLO?: 'L' | 'U' | { UPLO?: 'L' | 'U' }, options?: { UPLO?: 'L' | 'U' }) => Tensor
> = defineOp(
  {
    name: 'linalg.eigvalsh',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    // The lower triangle decides, but the gradient is that of a symmetric matrix.
    differentiateOn: ([A, ...rest]) => [symmetrized(A as Tensor), ...rest],
    samples: (make) => [
      [make.matrices([3, 3], 'symmetric')],
      [make.matrices([2, 4, 4], 'symmetric'), 'U'],
      [make.matrices([0, 0], 'symmetric')],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]).mul(Number.NaN)],
        error: LinAlgError,
        message:
          'linalg.eigvalsh: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([2, 2]), 'lower'],
        error: ArgumentError,
        message: "linalg.eigvalsh: UPLO must be one of 'L', 'U', got 'lower'",
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.eigvalsh: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.eigvalsh: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.eigvalsh: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, UPLO?: unknown, options?: unknown) => {
    const o = positionalOrNamed('linalg.eigvalsh', 'UPLO', UPLO, options, { UPLO: 'L' as 'L' | 'U' });
    const side = checkOneOf('linalg.eigvalsh', 'UPLO', o.UPLO, ['L', 'U']);
    checkSquare('linalg.eigvalsh', 'A', A);
    // Their gradient needs the vectors.
    const vectors = gradState.enabled && A.requiresGrad;
    return eighFactors.call([side === 'U' ? mH(A) : A], { vectors, op: 'linalg.eigvalsh' })[0]!;
  }),
);
