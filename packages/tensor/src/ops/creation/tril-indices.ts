import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { TriangleOptions } from './triangle-indices.js';
import { defineTriangleIndices } from './triangle-indices.js';

/**
 * Rows and columns of the elements on and below a diagonal, [2, count], int64, in row-major order.
 *
 * @param row number of rows
 * @param col number of columns
 * @param offset 0 is the main diagonal, positive ones lie above it (default 0)
 */
export const trilIndices: FunctionOp<
  (row: number, col: number, offset?: number | TriangleOptions, options?: TriangleOptions) => Tensor
> = defineTriangleIndices('trilIndices');
