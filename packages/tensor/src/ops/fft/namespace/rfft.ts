import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFft, type FftOptions } from '../routines/define.js';

/**
 * `fft` of a real tensor: the ⌊n/2⌋ + 1 frequencies from which the others follow by symmetry.
 *
 * @param input real, [*]; integers and bool become float32
 * @param n length along `dim`: the input is cut, or filled up with zeros (default: as it is)
 * @param options.dim dimension (default −1)
 * @param options.norm 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n
 * @returns complex
 * @throws ShapeError for a length below 1
 */
export const rfft: FunctionOp<
  (input: Tensor, n?: number | null | FftOptions, options?: FftOptions) => Tensor
> = defineFft('rfft');
