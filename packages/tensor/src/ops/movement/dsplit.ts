import type { Op } from '../../op/info.js';
import type { AxisSplit } from './axis-split.js';
import { defineAxisSplit } from './axis-split.js';

/**
 * Views of parts along dim 2.
 *
 * @param indicesOrSections number of equal parts, or the positions to cut at
 */
export const dsplit: Op<AxisSplit> = defineAxisSplit(
  'dsplit',
  3,
  () => 2,
  (make) => [
    [make.tensor([2, 3, 4]), 2],
    [make.tensor([2, 1, 5]), [1, 3]],
  ],
);
