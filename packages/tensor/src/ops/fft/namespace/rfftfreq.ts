import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFrequencies, type FrequencyOptions } from '../routines/frequencies.js';

/**
 * The frequencies of `rfft`: 0, 1, … ⌊n/2⌋, divided by n·d.
 *
 * @param n length of the transform
 * @param d time between samples (default 1)
 * @param options.dtype default float32
 */
export const rfftfreq: FunctionOp<
  (n: number, d?: number | FrequencyOptions, options?: FrequencyOptions) => Tensor
> = defineFrequencies('rfftfreq');
