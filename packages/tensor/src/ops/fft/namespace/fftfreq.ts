import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFrequencies, type FrequencyOptions } from '../routines/frequencies.js';

/**
 * The frequencies of `fft`, in its order: 0, 1, … ⌈n/2⌉ − 1, −⌊n/2⌋, … −1, divided by n·d.
 *
 * @param n length of the transform
 * @param d time between samples (default 1)
 * @param options.dtype default float32
 */
export const fftfreq: FunctionOp<
  (n: number, d?: number | FrequencyOptions, options?: FrequencyOptions) => Tensor
> = defineFrequencies('fftfreq');
