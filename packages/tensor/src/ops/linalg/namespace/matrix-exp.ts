import { float32 } from '../../../dtype.js';
import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';
import { exponential } from '../routines/functions.js';
import { checkSquare } from '../routines/matrix.js';

/**
 * The matrix exponential Σ A^k / k!, by scaling and squaring with a Padé approximant.
 *
 * @param A [*, n, n]
 * @throws ShapeError for other shapes
 */
export const matrixExp: FunctionOp<(A: Tensor) => Tensor> = defineOp(
  {
    name: 'linalg.matrixExp',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.tensor([3, 3])],
      [make.tensor([2, 4, 4], { low: -4, high: 4 })],
      [make.tensor([1, 1])],
      [make.tensor([0, 0])],
      [make.tensor([0, 2, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.matrixExp: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.matrixExp: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.matrixExp: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor) => {
    const half = A instanceof Tensor && A.dtype.kind === 'float' && A.dtype.bytes === 2;
    const x = half ? to(A, float32) : A;
    checkSquare('linalg.matrixExp', 'A', x);
    const e = exponential.call([x], {})[0]!;
    return half ? to(e, A.dtype) : e;
  }),
);
