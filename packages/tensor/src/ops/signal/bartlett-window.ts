import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineWindow, type WindowOptions } from './define-window.js';

/**
 * Bartlett's window: a triangle, 1 − |2n/N − 1|.
 *
 * @param windowLength number of elements
 * @param periodic one period of a repeating window, for spectra; otherwise symmetric, for filters (default true)
 */
export const bartlettWindow: FunctionOp<
  (windowLength: number, periodic?: boolean | WindowOptions, options?: WindowOptions) => Tensor
> = defineWindow('bartlettWindow', { at: (n, last) => 1 - Math.abs((2 * n) / last - 1) });
