import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { eigFactors } from '../routines/eig.js';
import { checkSquare } from '../routines/matrix.js';

/**
 * Eigenvalues and eigenvectors of square matrices; both are complex. Eigenvalues come in no particular order, conjugate
 * pairs side by side.
 *
 * Vectors have length 1; of the components at least half as large as the largest, the first is real and positive. A loss
 * that depends on the phase of a vector has no gradient.
 *
 * @param A [*, n, n], float32 or float64
 * @returns { eigenvalues, eigenvectors }, [*, n] and, as columns, [*, n, n]
 * @throws LinAlgError for values that aren't finite
 */
export const eig: FunctionOp<(A: Tensor) => NamedResult<'eigenvalues' | 'eigenvectors'>> = defineOp(
  {
    name: 'linalg.eig',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    torch: 'canonical.eig',
    // It has a gradient, but only where a loss ignores the phase of vectors: test/linalg.test.ts.
    differentiable: false,
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 4])], [make.matrices([0, 0])]],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]).mul(Number.NaN)],
        error: LinAlgError,
        message:
          'linalg.eig: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.eig: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.eig: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.eig: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    checkSquare('linalg.eig', 'A', A);
    const [l, v] = eigFactors.call([A], { vectors: true, op: 'linalg.eig' });
    return namedResult(['eigenvalues', 'eigenvectors'], [l!, v!]);
  }),
);
