import type { Op } from '../../op/info.js';
import type { AxisSplit } from './axis-split.js';
import { defineAxisSplit } from './axis-split.js';

/**
 * Views of parts along dim 0.
 *
 * @param indicesOrSections number of equal parts, or the positions to cut at
 */
export const vsplit: Op<AxisSplit> = defineAxisSplit(
  'vsplit',
  2,
  () => 0,
  (make) => [
    [make.tensor([4, 2]), 2],
    [make.tensor([5, 2, 2]), [1, 3]],
  ],
);
