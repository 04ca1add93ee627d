import type { FunctionOp } from '../../../op/info.js';
import type { Dims } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { defineShift } from '../routines/shift.js';

/**
 * Moves the zero frequency from the first place to the middle: ⌊n/2⌋.
 *
 * @param dim dimensions to shift (default: all)
 */
export const fftshift: FunctionOp<
  (input: Tensor, dim?: Dims | null | { dim?: Dims | null }, options?: { dim?: Dims | null }) => Tensor
> = defineShift('fftshift');
