import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFft, type FftOptions } from '../routines/define.js';

/**
 * The inverse of `rfft`: a real tensor from half of its frequencies. `n` is the length of the result, by default
 * even, 2 (m − 1) for m frequencies.
 *
 * @param input real or complex, [*]; integers and bool become float32
 * @param n length along `dim` of the result
 * @param options.dim dimension (default −1)
 * @param options.norm 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n
 * @returns real
 * @throws ShapeError for a length below 1
 */
export const irfft: FunctionOp<
  (input: Tensor, n?: number | null | FftOptions, options?: FftOptions) => Tensor
> = defineFft('irfft');
