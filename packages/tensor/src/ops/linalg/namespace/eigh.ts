import { ArgumentError, DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkOneOf, positionalOrNamed } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { mH } from '../../complex/conjugated.js';
import { eighFactors } from '../routines/decompositions.js';
import { checkSquare } from '../routines/matrix.js';
import { symmetrized } from '../routines/symmetrized.js';

/**
 * Eigenvalues, ascending, and orthonormal eigenvectors of Hermitian (real: symmetric) matrices. Only the triangle named is read.
 *
 * Each vector's sign is open; here, of its components at least half as large as the largest, the first is positive. The
 * gradient is finite only where the eigenvalues differ.
 *
 * @param A [*, n, n]
 * @param UPLO 'L' (default) or 'U': the triangle to read
 * @returns { eigenvalues, eigenvectors }, [*, n] and, as columns, [*, n, n]
 * @throws LinAlgError for values that aren't finite
 */
export const eigh: FunctionOp<
  (
    A: Tensor,
    UPLO?: 'L' | 'U' | { UPLO?: 'L' | 'U' },
    options?: { UPLO?: 'L' | 'U' },
  ) => NamedResult<'eigenvalues' | 'eigenvectors'>
> = defineOp(
  {
    name: 'linalg.eigh',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    torch: 'canonical.eigh',
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
          'linalg.eigh: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([2, 2]), 'lower'],
        error: ArgumentError,
        message: "linalg.eigh: UPLO must be one of 'L', 'U', got 'lower'",
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.eigh: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.eigh: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.eigh: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, UPLO?: unknown, options?: unknown) => {
    const o = positionalOrNamed('linalg.eigh', 'UPLO', UPLO, options, { UPLO: 'L' as 'L' | 'U' });
    const side = checkOneOf('linalg.eigh', 'UPLO', o.UPLO, ['L', 'U']);
    checkSquare('linalg.eigh', 'A', A);
    const [l, v] = eighFactors.call([side === 'U' ? mH(A) : A], { vectors: true, op: 'linalg.eigh' });
    return namedResult(['eigenvalues', 'eigenvectors'], [l!, v!]);
  }),
);
