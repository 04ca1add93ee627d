import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { checkSquare } from '../routines/matrix.js';
import { signAndLog } from '../routines/solve.js';

/**
 * Sign and logarithm of the absolute value of the determinant, which itself may leave the range of numbers.
 *
 * @param A [*, n, n]
 * @returns { sign, logabsdet }, [*] each; 0 and −∞ for singular matrices
 * @throws ShapeError for other shapes
 */
export const slogdet: FunctionOp<(A: Tensor) => NamedResult<'sign' | 'logabsdet'>> = defineOp(
  {
    name: 'linalg.slogdet',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 4])], [make.matrices([0, 0])]],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.slogdet: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.slogdet: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.slogdet: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    checkSquare('linalg.slogdet', 'A', A);
    return namedResult(['sign', 'logabsdet'], signAndLog.call([A], {}));
  }),
);
