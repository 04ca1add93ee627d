import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, defineFilled, type Size } from './creation.js';

/**
 * A tensor of zeros.
 *
 * @param size sizes; a number makes one dimension
 * @param options.dtype default float32
 */
export const zeros: FunctionOp<(size: Size, options?: CreationOptions) => Tensor> = defineFilled('zeros', 0);
