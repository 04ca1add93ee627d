import { LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkIntegers, parseOptions } from '../../../op/options.js';
import { normalizeDim, numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { movedim } from '../../movement/movedim.js';
import { reshape } from '../../movement/reshape.js';
import { checkNumbers } from '../routines/matrix.js';
import { solveSystem } from '../routines/solving.js';

/**
 * The X with `tensordot(A, X, X.ndim) = B`.
 *
 * @param A [*B.shape, *X.shape], after `dims` have been moved to its end
 * @param B the right-hand side
 * @param options.dims dimensions of A to move to its end first (default none)
 * @throws ShapeError unless A is square as a matrix from X to B
 * @throws LinAlgError when it is singular
 */
export const tensorsolve: FunctionOp<
  (A: Tensor, B: Tensor, options?: { dims?: readonly number[] | null }) => Tensor
> = defineOp(
  {
    name: 'linalg.tensorsolve',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.distinct([2, 3, 6]), make.tensor([2, 3])],
      [make.distinct([2, 3, 3, 2]), make.tensor([2, 3])],
      [make.distinct([2, 4, 2]), make.tensor([4]), { dims: [0] }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 }), make.tensor([2])],
        error: LinAlgError,
        message: 'linalg.tensorsolve: the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message:
          'linalg.tensorsolve: A of shape [2, 3] is not square for B of shape [2]: 6 elements, 4 are needed',
      },
    ],
  },
  composed((A: Tensor, B: Tensor, options?: unknown) => {
    const op = 'linalg.tensorsolve';
    const o = parseOptions(op, options, { dims: null as readonly number[] | null });
    checkNumbers(op, 'A', A);
    checkNumbers(op, 'B', B);
    const dims =
      o.dims === null ? [] : checkIntegers(op, 'dims', o.dims).map((d) => normalizeDim(op, d, A.ndim));
    const moved =
      dims.length === 0
        ? A
        : movedim(
            A,
            dims,
            dims.map((_, i) => A.ndim - dims.length + i),
          );
    const n = numel(B.shape);
    if (moved.length !== n * n) {
      throw new ShapeError(
        `${op}: A of shape ${showShape(A.shape)} is not square for B of shape ${showShape(B.shape)}: ${moved.length} elements, ${n * n} are needed`,
      );
    }
    const x = solveSystem(op, reshape(moved, [n, n]), reshape(B, [n]), true, { op, what: 'solution' })[0];
    return reshape(x, moved.shape.slice(B.ndim));
  }),
);
