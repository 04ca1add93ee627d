import { int64 } from '../../../dtype.js';
import { ArgumentError } from '../../../errors.js';
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
import { reshape } from '../../movement/reshape.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { cumprod } from '../../reduction/cumprod.js';

/**
 * Vandermonde matrices: columns x⁰, x¹, … xᴺ⁻¹.
 *
 * @param x [*, n]; a number is a vector of one
 * @param N number of columns (default n)
 * @returns [*, n, N]
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
      [make.tensor([]), 3],
    ],
    errors: (make) => [
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
    const v = x.ndim === 0 ? reshape(x, [1]) : x;
    const n = o.N === null ? v.shape[v.ndim - 1]! : checkInteger('linalg.vander', 'N', o.N, 1);
    const base = unsqueeze(v.dtype.kind === 'int' ? to(v, int64) : v, -1);
    const powers = cumprod(expand(base, [...v.shape, Math.max(n - 1, 0)]), -1);
    return narrow(cat([onesLike(base), powers], -1), -1, 0, n);
  }),
);
