import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineWindow, type WindowOptions } from './define-window.js';

export interface KaiserOptions extends WindowOptions {
  /** Default 12. */
  beta?: number;
}

/** The modified Bessel function I₀ by its power series, whose terms are all positive. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 2 ** -54; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Kaiser's window I₀(β √(1 − (2n/N − 1)²)) / I₀(β).
 *
 * @param windowLength number of elements
 * @param periodic one period of a repeating window, for spectra; otherwise symmetric, for filters (default true)
 * @param beta shape: larger is narrower (default 12)
 */
export const kaiserWindow: FunctionOp<
  (
    windowLength: number,
    periodic?: boolean | KaiserOptions,
    beta?: number | KaiserOptions,
    options?: KaiserOptions,
  ) => Tensor
> = defineWindow('kaiserWindow', {
  parameters: { beta: 12 },
  at: (n, last, { beta }) =>
    bessel(beta! * Math.sqrt(Math.max(0, 1 - ((2 * n) / last - 1) ** 2))) / bessel(beta!),
});
