import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilledLike } from './creation.js';

/** Zeros with the shape, dtype and device of `input`. */
export const zerosLike: FunctionOp<(input: Tensor, options?: CreationOptions) => Tensor> = defineFilledLike(
  'zerosLike',
  0,
);
