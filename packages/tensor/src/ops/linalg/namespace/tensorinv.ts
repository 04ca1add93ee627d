import { ArgumentError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { reshape } from '../../movement/reshape.js';
import { checkNumbers } from '../routines/matrix.js';
import { inverse } from '../routines/solve.js';

/**
 * The inverse of `tensordot(…, A, ind)`: A as a square matrix from its trailing to its first `ind` dimensions.
 *
 * @param A the product of the first `ind` sizes must be that of the others
 * @param ind how many dimensions come first (default 2)
 * @returns shape A.shape[ind:] + A.shape[:ind]
 * @throws LinAlgError when the matrix is singular
 */
export const tensorinv: FunctionOp<
  (A: Tensor, ind?: number | { ind?: number }, options?: { ind?: number }) => Tensor
> = defineOp(
  {
    name: 'linalg.tensorinv',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.distinct([2, 2, 4]), 2],
      [make.distinct([2, 3, 3, 2])],
      [make.distinct([4, 2, 2]), { ind: 1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 4], { low: 0, high: 0.0001 }), 1],
        error: LinAlgError,
        message: 'linalg.tensorinv: the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([2, 3]), 1],
        error: ShapeError,
        message:
          'linalg.tensorinv: the sizes before and after dimension 1 of [2, 3] must have equal products (2 ≠ 3)',
      },
      {
        args: [make.tensor([2, 2]), 0],
        error: ArgumentError,
        message: 'linalg.tensorinv: ind must be an integer ≥ 1',
      },
    ],
  },
  composed((A: Tensor, ind?: unknown, options?: unknown) => {
    const op = 'linalg.tensorinv';
    const o = positionalOrNamed(op, 'ind', ind, options, { ind: 2 });
    checkNumbers(op, 'A', A);
    const split = checkInteger(op, 'ind', o.ind, 1);
    const [first, rest] = [A.shape.slice(0, split), A.shape.slice(split)];
    const [n, m] = [numel(first), numel(rest)];
    if (n !== m) {
      throw new ShapeError(
        `${op}: the sizes before and after dimension ${split} of ${showShape(A.shape)} must have equal products (${n} ≠ ${m})`,
      );
    }
    const made = inverse.call([reshape(A, [n, n])], { check: { op, what: 'inversion' } })[0]!;
    return reshape(made, [...rest, ...first]);
  }),
);
