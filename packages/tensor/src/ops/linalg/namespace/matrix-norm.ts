import type { DTypeLike } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { cast, type MatrixOrder, matrixDims, normOfMatrices } from '../routines/norms.js';

export interface MatrixNormOptions {
  /** Default 'fro'. */
  ord?: MatrixOrder;
  /** The two dimensions of the matrices (default [−2, −1]). */
  dim?: readonly number[];
  /** Keep them with size 1 (default false). */
  keepdim?: boolean;
  /** Type to cast to first. */
  dtype?: DTypeLike | null;
}

/**
 * The norm of matrices: 'fro' (root of the sum of squares), 'nuc' (sum of singular values), ∞ and −∞ (extreme sum of a
 * row's absolute values), 1 and −1 (of a column's), 2 and −2 (extreme singular value).
 *
 * @param A [*, m, n]
 * @param ord default 'fro'
 * @param options.dim the two dimensions of the matrices (default [−2, −1])
 * @param options.keepdim keep them with size 1 (default false)
 * @param options.dtype type to cast to first
 */
export const matrixNorm: FunctionOp<
  (A: Tensor, ord?: MatrixOrder | MatrixNormOptions, options?: MatrixNormOptions) => Tensor
> = defineOp(
  {
    name: 'linalg.matrixNorm',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.matrices([2, 3, 3]), 'nuc'],
      [make.matrices([2, 3, 4]), Infinity],
      [make.matrices([3, 4]), -Infinity, { keepdim: true }],
      [make.matrices([3, 4]), 1],
      [make.matrices([3, 2, 4]), -1, { dim: [0, 2] }],
      [make.matrices([3, 4]), 2],
      [make.matrices([3, 3]), { ord: -2, keepdim: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 3]), 3],
        error: ArgumentError,
        message:
          "linalg.matrixNorm: ord must be 'fro', 'nuc', Infinity, -Infinity, 1, -1, 2 or -2 for matrices, got 3",
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.matrixNorm: input must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.matrixNorm: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, ord?: unknown, options?: unknown) => {
    const op = 'linalg.matrixNorm';
    const o = positionalOrNamed(op, 'ord', ord, options, {
      ord: 'fro' as MatrixOrder,
      dim: [-2, -1] as readonly number[],
      keepdim: false,
      dtype: null as DTypeLike | null,
    });
    const x = cast(op, A, o.dtype);
    return normOfMatrices(op, x, o.ord, matrixDims(op, x, o.dim), checkBoolean(op, 'keepdim', o.keepdim));
  }),
);
