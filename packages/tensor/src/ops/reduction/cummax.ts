import type { Op } from '../../op/info.js';
import type { RunningExtreme } from './running-extreme.js';
import { defineRunningExtreme } from './running-extreme.js';

/**
 * The largest element so far along a dimension, and where it was: `[values, indices]`; of equal ones the last. NaN wins.
 *
 * @param dim dimension to go along
 */
export const cummax: Op<RunningExtreme> = defineRunningExtreme('cummax', 'max');
