import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineWindow, raisedCosine, type WindowOptions } from './define-window.js';

/**
 * Hann's window ½ − ½ cos 2πn/N.
 *
 * @param windowLength number of elements
 * @param periodic one period of a repeating window, for spectra; otherwise symmetric, for filters (default true)
 */
export const hannWindow: FunctionOp<
  (windowLength: number, periodic?: boolean | WindowOptions, options?: WindowOptions) => Tensor
> = defineWindow('hannWindow', { at: (n, last) => raisedCosine(n, last, 0.5, 0.5) });
