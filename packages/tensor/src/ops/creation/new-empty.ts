import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineNewFilled, type Size } from './creation.js';

/** An uninitialised tensor of the given sizes, with the dtype and device of `input`. */
export const newEmpty: Op<(input: Tensor, size: Size, options?: CreationOptions) => Tensor> = defineNewFilled(
  'newEmpty',
  null,
);
