import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkIntegers, positionalOrNamed } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sliceDim } from './slice.js';

/**
 * Views of parts along a dimension.
 *
 * @param indicesOrSections number of parts, the first of which are larger by one where it doesn't divide the size; or
 *   the positions to cut at
 * @param dim dimension to split (default 0)
 */
export const tensorSplit: Op<
  (input: Tensor, indicesOrSections: number | readonly number[], dim?: number | { dim?: number }) => Tensor[]
> = defineOp(
  {
    name: 'tensorSplit',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([7, 2]), 3],
      [make.tensor([2, 6]), [1, 4], 1],
      [make.tensor([4]), [2, 1, 9]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 0],
        error: ArgumentError,
        message: 'tensorSplit: indicesOrSections must be an integer ≥ 1',
      },
      { args: [make.tensor([]), 1], error: IndexError, message: 'tensorSplit: a 0-dim tensor' },
    ],
  },
  (input: Tensor, indicesOrSections: number | readonly number[], dim?: unknown) => {
    const o = positionalOrNamed('tensorSplit', 'dim', dim, undefined, { dim: 0 });
    if (input.ndim === 0) throw new IndexError('tensorSplit: a 0-dim tensor has no dimension to split');
    const d = normalizeDim('tensorSplit', o.dim, input.ndim);
    const n = input.shape[d]!;
    let cuts: number[];
    if (typeof indicesOrSections === 'number') {
      // More parts than positions are empty ones, as many as are asked for.
      const parts = checkInteger(
        'tensorSplit',
        'indicesOrSections',
        indicesOrSections,
        1,
        Math.max(n, 2 ** 20),
      );
      const [small, larger] = [Math.floor(n / parts), n % parts];
      cuts = Array.from({ length: parts - 1 }, (_, i) => (i + 1) * small + Math.min(i + 1, larger));
    } else cuts = checkIntegers('tensorSplit', 'indicesOrSections', indicesOrSections);
    return [null, ...cuts].map((from, i) => sliceDim(input, d, from, cuts[i] ?? null));
  },
);
