import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilled, type Size } from './creation.js';

/**
 * A tensor whose elements are whatever the memory held: for those who write every element before they read one.
 *
 * @param size sizes; a number makes one dimension
 * @param options.dtype default float32
 */
export const empty: FunctionOp<(size: Size, options?: CreationOptions) => Tensor> = defineFilled(
  'empty',
  null,
);
