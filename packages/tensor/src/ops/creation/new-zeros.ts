import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineNewFilled, type Size } from './creation.js';

/** Zeros of the given sizes, with the dtype and device of `input`. */
export const newZeros: Op<(input: Tensor, size: Size, options?: CreationOptions) => Tensor> = defineNewFilled(
  'newZeros',
  0,
);
