import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFft, type FftOptions } from '../routines/define.js';

/**
 * The discrete Fourier transform X_k = Σ_j x_j e^{−2πi jk/n} along a dimension.
 *
 * @param input real or complex, [*]; integers and bool become float32
 * @param n length along `dim`: the input is cut, or filled up with zeros (default: as it is)
 * @param options.dim dimension (default −1)
 * @param options.norm 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n
 * @returns complex
 * @throws ShapeError for a length below 1
 */
export const fft: FunctionOp<
  (input: Tensor, n?: number | null | FftOptions, options?: FftOptions) => Tensor
> = defineFft('fft');
