import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineWindow, raisedCosine, type WindowOptions } from './define-window.js';

export interface HammingOptions extends WindowOptions {
  /** Default 0.54. */
  alpha?: number;
  /** Default 0.46. */
  beta?: number;
}

/**
 * Hamming's window α − β cos 2πn/N.
 *
 * @param windowLength number of elements
 * @param periodic one period of a repeating window, for spectra; otherwise symmetric, for filters (default true)
 * @param alpha default 0.54
 * @param beta default 0.46
 */
export const hammingWindow: FunctionOp<
  (
    windowLength: number,
    periodic?: boolean | HammingOptions,
    alpha?: number | HammingOptions,
    beta?: number | HammingOptions,
    options?: HammingOptions,
  ) => Tensor
> = defineWindow('hammingWindow', {
  parameters: { alpha: 0.54, beta: 0.46 },
  at: (n, last, { alpha, beta }) => raisedCosine(n, last, alpha!, beta!),
});
