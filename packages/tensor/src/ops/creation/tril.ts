import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { defineTriangle } from './triangle.js';

/**
 * The elements on and below a diagonal of each matrix; zeros elsewhere.
 *
 * @param input [*, m, n]
 * @param diagonal which: 0 (default) the main one, positive above it, negative below it
 * @throws ShapeError for fewer than two dimensions
 */
export const tril: InplaceOp<
  (input: Tensor, diagonal?: number | { diagonal?: number }, options?: { diagonal?: number }) => Tensor
> = defineTriangle('tril');
