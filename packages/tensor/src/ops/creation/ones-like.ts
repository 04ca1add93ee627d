import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilledLike } from './creation.js';

/** Ones with the shape, dtype and device of `input`. */
export const onesLike: FunctionOp<(input: Tensor, options?: CreationOptions) => Tensor> = defineFilledLike(
  'onesLike',
  1,
);
