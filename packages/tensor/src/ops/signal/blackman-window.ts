import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineWindow, raisedCosine, type WindowOptions } from './define-window.js';

/**
 * Blackman's window 0.42 − 0.5 cos 2πn/N + 0.08 cos 4πn/N.
 *
 * @param windowLength number of elements
 * @param periodic one period of a repeating window, for spectra; otherwise symmetric, for filters (default true)
 */
export const blackmanWindow: FunctionOp<
  (windowLength: number, periodic?: boolean | WindowOptions, options?: WindowOptions) => Tensor
> = defineWindow('blackmanWindow', {
  at: (n, last) => raisedCosine(n, last, 0.42, 0.5) + 0.08 * Math.cos((4 * Math.PI * n) / last),
});
