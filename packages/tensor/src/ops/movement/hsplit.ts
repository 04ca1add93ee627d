import type { Op } from '../../op/info.js';
import type { AxisSplit } from './axis-split.js';
import { defineAxisSplit } from './axis-split.js';

/**
 * Views of parts along dim 1, or dim 0 of a vector.
 *
 * @param indicesOrSections number of equal parts, or the positions to cut at
 */
export const hsplit: Op<AxisSplit> = defineAxisSplit(
  'hsplit',
  1,
  (n) => (n === 1 ? 0 : 1),
  (make) => [
    [make.tensor([4]), 2],
    [make.tensor([2, 5]), [1, 3]],
  ],
);
