import type { DTypeLike } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../../op/options.js';
import type { Dims } from '../../../op/signatures.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { norm as vectorNorm } from '../../reduction/norm.js';
import { cast, type MatrixOrder, matrixDims, normOfMatrices } from '../routines/norms.js';

export interface NormOptions {
  /** Order (default null: the root of the sum of squares). */
  ord?: MatrixOrder | null;
  /** One dimension or two (default all). */
  dim?: Dims | null;
  /** Keep them with size 1 (default false). */
  keepdim?: boolean;
  /** Type to cast to first. */
  dtype?: DTypeLike | null;
}

/**
 * A vector or matrix norm. Without `ord`, the root of the sum of squares over `dim`. With it, a vector norm along one
 * dimension (or of a vector), a matrix norm along two (or of a matrix).
 *
 * @param A any shape; with `ord` and without `dim` a vector or a matrix
 * @param ord order; see `vectorNorm` and `matrixNorm` (default null)
 * @param options.dim one dimension or two (default all)
 * @param options.keepdim keep them with size 1 (default false)
 * @param options.dtype type to cast to first
 */
export const norm: FunctionOp<
  (A: Tensor, ord?: MatrixOrder | null | NormOptions, options?: NormOptions) => Tensor
> = defineOp(
  {
    name: 'linalg.norm',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.tensor([2, 3, 4])],
      [make.tensor([3, 4]), { dim: 1, keepdim: true }],
      [make.tensor([4]), 1],
      [make.matrices([3, 4]), 1],
      [make.matrices([3, 4]), Infinity, { dim: 1 }],
      [make.matrices([2, 3, 3]), 'nuc', { dim: [1, 2] }],
      [make.tensor([3, 4]), 'fro'],
      [make.tensor([4], { low: 0.5, high: 2 }), 3],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 4]), 1],
        error: ShapeError,
        message: 'linalg.norm: with ord and without dim, A must be a vector or a matrix, got shape [2, 3, 4]',
      },
      {
        args: [make.tensor([3]), 'nuc'],
        error: ArgumentError,
        message: "linalg.norm: ord 'nuc' needs matrices",
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.norm: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, ord?: unknown, options?: unknown) => {
    const op = 'linalg.norm';
    const o = positionalOrNamed(op, 'ord', ord ?? undefined, options, {
      ord: null as MatrixOrder | null,
      dim: null as Dims | null,
      keepdim: false,
      dtype: null as DTypeLike | null,
    });
    const keepdim = checkBoolean(op, 'keepdim', o.keepdim);
    const x = cast(op, A, o.dtype);
    if (o.ord === null) return vectorNorm(x, 2, o.dim, { keepdim });
    if (o.dim === null && x.ndim !== 1 && x.ndim !== 2) {
      throw new ShapeError(
        `${op}: with ord and without dim, A must be a vector or a matrix, got shape ${showShape(x.shape)}`,
      );
    }
    const pair =
      o.dim === null
        ? x.ndim === 2
          ? [0, 1]
          : null
        : Array.isArray(o.dim) && o.dim.length === 2
          ? o.dim
          : null;
    if (pair !== null) return normOfMatrices(op, x, o.ord, matrixDims(op, x, pair), keepdim);
    if (typeof o.ord !== 'number')
      throw new ArgumentError(`${op}: ord '${String(o.ord)}' needs matrices: two dimensions`);
    return vectorNorm(x, o.ord, o.dim, { keepdim });
  }),
);
