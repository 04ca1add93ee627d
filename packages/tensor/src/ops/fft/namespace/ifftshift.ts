import type { FunctionOp } from '../../../op/info.js';
import type { Dims } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { defineShift } from '../routines/shift.js';

/**
 * The inverse of `fftshift`.
 *
 * @param dim dimensions to shift (default: all)
 */
export const ifftshift: FunctionOp<
  (input: Tensor, dim?: Dims | null | { dim?: Dims | null }, options?: { dim?: Dims | null }) => Tensor
> = defineShift('ifftshift');
