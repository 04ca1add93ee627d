import { int64 } from '../../../dtype.js';
import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { checkOperand } from '../../complex/parts-views.js';
import { to } from '../../conversion/to.js';
import { onesLike } from '../../creation/ones-like.js';
import { cat } from '../../movement/cat.js';
import { expand } from '../../movement/expand.js';
import { narrow } from '../../movement/narrow.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { cumprod } from '../../reduction/cumprod.js';

/**
 * Vandermonde matrices: columns x⁰, x¹, … xᴺ⁻¹.
 *
 * @param x [*, n]
 * @param N number of columns (default n)
 * @returns [*, n, N]
 * @throws ShapeError for a 0-dim tensor
 */
export const vander: FunctionOp<
  (x: Tensor, N?: number | null | { N?: number | null }, options?: { N?: number | null }) => Tensor
> = defineOp(
  {
    name: 'linalg.vander',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3])],
      [make.tensor([2, 3]), 4],
      [make.tensor([3]), 1],
      [make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([])],
        error: ShapeError,
        message: 'linalg.vander: x must have at least one dimension',
      },
      {
        args: [make.tensor([3]), 0],
        error: ArgumentError,
        message: 'linalg.vander: N must be an integer ≥ 1, got 0',
      },
    ],
  },
  composed((x: Tensor, N?: unknown, options?: unknown) => {
    const o = positionalOrNamed('linalg.vander', 'N', N ?? undefined, options, { N: null as number | null });
    checkOperand('linalg.vander', x);
    if (x.ndim === 0) throw new ShapeError('linalg.vander: x must have at least one dimension, got shape []');
    const n = o.N === null ? x.shape[x.ndim - 1]! : checkInteger('linalg.vander', 'N', o.N, 1);
    const base = unsqueeze(x.dtype.kind === 'int' ? to(x, int64) : x, -1);
    const powers = cumprod(expand(base, [...x.shape, Math.max(n - 1, 0)]), -1);
    return narrow(cat([onesLike(base), powers], -1), -1, 0, n);
  }),
);
