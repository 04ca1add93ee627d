import type { DTypeLike } from '../../../dtype.js';
import { ArgumentError, DTypeError, IndexError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, describe, positionalOrNamed } from '../../../op/options.js';
import type { Dims } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { norm } from '../../reduction/norm.js';
import { cast } from '../routines/norms.js';

export interface VectorNormOptions {
  /** Order (default 2). */
  ord?: number;
  /** Dimension or dimensions (default all). */
  dim?: Dims | null;
  /** Keep them with size 1 (default false). */
  keepdim?: boolean;
  /** Type to cast to first. */
  dtype?: DTypeLike | null;
}

/**
 * The vector norm (Σ |x|^ord)^(1/ord) of all elements or along dimensions; ∞ and −∞ give the extremes of |x|, 0 counts
 * what isn't 0.
 *
 * @param x any shape
 * @param ord order (default 2)
 * @param options.dim dimension or dimensions (default all)
 * @param options.keepdim keep them with size 1 (default false)
 * @param options.dtype type to cast to first
 */
export const vectorNorm: FunctionOp<
  (x: Tensor, ord?: number | VectorNormOptions, options?: VectorNormOptions) => Tensor
> = defineOp(
  {
    name: 'linalg.vectorNorm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), 1, { dim: 1 }],
      [make.distinct([3, 4]), Infinity, { dim: [0, 1], keepdim: true }],
      [make.tensor([3, 4], { low: 0.5, high: 2 }), { ord: 3, dim: 0 }],
      [make.tensor([3]), 0],
      [make.tensor([0, 3]), 2, { dim: 0 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 'fro'],
        error: ArgumentError,
        message: "linalg.vectorNorm: ord must be a number, got 'fro'",
      },
      { args: [make.tensor([3]), 2, { dim: 1 }], error: IndexError, message: 'dim 1 is out of range' },
      {
        args: [make.integers([3], 0, 5)],
        error: DTypeError,
        message: 'linalg.vectorNorm: has no rule for int64',
      },
    ],
  },
  composed((x: Tensor, ord?: unknown, options?: unknown) => {
    const op = 'linalg.vectorNorm';
    const o = positionalOrNamed(op, 'ord', ord, options, {
      ord: 2,
      dim: null as Dims | null,
      keepdim: false,
      dtype: null as DTypeLike | null,
    });
    if (typeof o.ord !== 'number' || Number.isNaN(o.ord))
      throw new ArgumentError(`${op}: ord must be a number, got ${describe(o.ord)}`);
    return norm(cast(op, x, o.dtype), o.ord, o.dim, { keepdim: checkBoolean(op, 'keepdim', o.keepdim) });
  }),
);
