import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFft, type FftOptions } from '../routines/define.js';

/**
 * The transform of a signal that is its own mirrored conjugate, given by half: real. `n` is the length of the
 * result, by default 2 (m − 1) for m elements.
 *
 * @param input real or complex, [*]; integers and bool become float32
 * @param n length along `dim` of the result
 * @param options.dim dimension (default −1)
 * @param options.norm 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n
 * @returns real
 * @throws ShapeError for a length below 1
 */
export const hfft: FunctionOp<
  (input: Tensor, n?: number | null | FftOptions, options?: FftOptions) => Tensor
> = defineFft('hfft');
