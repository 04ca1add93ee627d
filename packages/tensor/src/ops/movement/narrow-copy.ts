import { IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { narrow } from './narrow.js';

/**
 * A copy of `length` positions from `start` along `dim`.
 *
 * @param start first position; a negative one counts from the end
 * @param length number of positions, ≥ 0
 */
export const narrowCopy: Op<(input: Tensor, dim: number, start: number, length: number) => Tensor> = defineOp(
  {
    name: 'narrowCopy',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, 1, 2],
      [make.tensor([2, 5]), -1, -3, 2],
    ],
    errors: (make) => [
      { args: [make.tensor([3, 4]), 1, 2, 3], error: IndexError, message: 'narrow: positions 2 to 5 leave' },
    ],
  },
  composed((input: Tensor, dim: number, start: number, length: number) =>
    copyOf(narrow(input, dim, start, length)),
  ),
);
