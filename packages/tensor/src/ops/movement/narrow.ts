import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sliceDim } from './slice.js';

/**
 * A view of `length` positions from `start` along `dim`.
 *
 * @param start first position; a negative one counts from the end
 * @param length number of positions, ≥ 0
 * @throws IndexError when the range leaves the dimension
 */
export const narrow: Op<(input: Tensor, dim: number, start: number, length: number) => Tensor> = defineOp(
  {
    name: 'narrow',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, 1, 2],
      [make.tensor([2, 5]), -1, -3, 2],
      [make.tensor([4]), 0, 4, 0],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), 1, 2, 3],
        error: IndexError,
        message: 'narrow: positions 2 to 5 leave dim 1 of [3, 4]',
      },
      {
        args: [make.tensor([]), 0, 0, 1],
        error: IndexError,
        message: 'narrow: a 0-dim tensor has no dimension',
      },
    ],
  },
  (input: Tensor, dim: number, start: number, length: number) => {
    if (input.ndim === 0) throw new IndexError('narrow: a 0-dim tensor has no dimension to narrow');
    const d = normalizeDim('narrow', dim, input.ndim);
    checkInteger('narrow', 'start', start);
    checkInteger('narrow', 'length', length, 0);
    const n = input.shape[d]!;
    const from = start < 0 ? start + n : start;
    if (from < 0 || from + length > n) {
      throw new IndexError(
        `narrow: positions ${start} to ${start + length} leave dim ${d} of ${showShape(input.shape)}`,
      );
    }
    return sliceDim(input, d, from, from + length);
  },
);
