import type { Op } from '../../op/info.js';
import type { Median } from './middle.js';
import { defineMedian } from './middle.js';

/**
 * The middle element, the lower of two: of the whole tensor, or along a dimension with its position,
 * `[values, indices]`. NaN wins.
 *
 * @param dim dimension to reduce (default: all, and only the value is given)
 * @param options.keepdim keep it with size 1 (default false)
 */
export const median: Op<Median> = defineMedian('median', false);
