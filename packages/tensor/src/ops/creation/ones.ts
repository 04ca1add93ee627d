import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilled, type Size } from './creation.js';

/**
 * A tensor of ones.
 *
 * @param size sizes; a number makes one dimension
 * @param options.dtype default float32
 */
export const ones: FunctionOp<(size: Size, options?: CreationOptions) => Tensor> = defineFilled('ones', 1);
