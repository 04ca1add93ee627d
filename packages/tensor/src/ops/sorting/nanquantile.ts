import type { Op } from '../../op/info.js';
import type { Quantile } from './quantiles.js';
import { defineQuantile } from './quantiles.js';

/**
 * The q-th quantiles of the elements that aren't NaN, of the whole tensor or along a dimension.
 *
 * @param q number, or 0-dim or 1-dim tensor of numbers, in [0, 1]; a 1-dim one adds a dimension in front
 * @param dim dimension to reduce (default: all)
 * @param options.keepdim keep it with size 1 (default false)
 * @param options.interpolation between two elements: `'linear'` (default), `'lower'`, `'higher'`, `'midpoint'`, `'nearest'`
 */
export const nanquantile: Op<Quantile> = defineQuantile('nanquantile', true);
