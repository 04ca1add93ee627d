import { ArgumentError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { owned } from './dense.js';
import { expand } from './expand.js';
import { reshape } from './reshape.js';

/**
 * Every element `repeats` times in a row.
 *
 * @param repeats how often, ≥ 0
 * @param dim dimension to repeat along (default: the tensor is taken as one row)
 */
export const repeatInterleave: Op<
  (input: Tensor, repeats: number, dim?: number | null | { dim?: number | null }) => Tensor
> = defineOp(
  {
    name: 'repeatInterleave',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3]), 2],
      [make.tensor([2, 3]), 3, 1],
      [make.tensor([2, 3]), 2],
      [make.tensor([2, 3]), 0, 0],
      [make.tensor([2]), 1, 0],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), -1],
        error: ArgumentError,
        message: 'repeatInterleave: repeats must be an integer ≥ 0',
      },
      {
        args: [make.tensor([2]), 2, 1],
        error: IndexError,
        message: 'repeatInterleave: dim 1 is out of range',
      },
    ],
  },
  composed((input: Tensor, repeats: number, dim?: unknown) => {
    const o = positionalOrNamed('repeatInterleave', 'dim', dim, undefined, { dim: null as number | null });
    checkInteger('repeatInterleave', 'repeats', repeats, 0);
    const flat = o.dim === null || input.ndim === 0 ? reshape(input, [input.length]) : input;
    const d = o.dim === null ? 0 : normalizeDim('repeatInterleave', o.dim, flat.ndim);
    if (repeats === 1) return copyOf(flat);
    const before = flat.shape.slice(0, d + 1);
    const after = flat.shape.slice(d + 1);
    const spread = expand(reshape(flat, [...before, 1, ...after]), [...before, repeats, ...after]);
    return owned(reshape(spread, [...flat.shape.slice(0, d), flat.shape[d]! * repeats, ...after]));
  }),
);
