import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilledLike } from './creation.js';

/** Uninitialised, with the shape, dtype and device of `input`. */
export const emptyLike: FunctionOp<(input: Tensor, options?: CreationOptions) => Tensor> = defineFilledLike(
  'emptyLike',
  null,
);
