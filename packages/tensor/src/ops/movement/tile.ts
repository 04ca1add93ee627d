import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { repeatDims } from './repeat.js';

/**
 * `repeat`, where missing repeats in front count as 1.
 *
 * @param dims how often, from the last dimension on
 */
export const tile: Op<(input: Tensor, dims: readonly number[]) => Tensor> = defineOp(
  {
    name: 'tile',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 3]), [2]],
      [make.tensor([2]), [2, 2]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 2],
        error: ArgumentError,
        message: 'tile: dims must be an array of integers, got 2',
      },
    ],
  },
  composed((input: Tensor, dims: readonly number[]) => {
    const counts = checkIntegers('tile', 'dims', dims);
    const missing = Math.max(0, input.ndim - counts.length);
    return repeatDims('tile', input, [...new Array<number>(missing).fill(1), ...counts]);
  }),
);
