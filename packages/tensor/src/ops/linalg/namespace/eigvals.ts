import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { gradState } from '../../../grad/mode.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { eigFactors } from '../routines/eig.js';
import { checkSquare } from '../routines/matrix.js';

/**
 * Eigenvalues of square matrices, complex, in no particular order.
 *
 * @param A [*, n, n], float32 or float64
 * @returns [*, n]
 * @throws LinAlgError for values that aren't finite
 */
export const eigvals: FunctionOp<(A: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.eigvals',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 4])], [make.matrices([0, 0])]],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]).mul(Number.NaN)],
        error: LinAlgError,
        message:
          'linalg.eigvals: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.eigvals: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.eigvals: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.eigvals: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    checkSquare('linalg.eigvals', 'A', A);
    // Their gradient needs the vectors.
    const vectors = gradState.enabled && A.requiresGrad;
    return eigFactors.call([A], { vectors, op: 'linalg.eigvals' })[0]!;
  }),
);
