import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFft, type FftOptions } from '../routines/define.js';

/**
 * The inverse of `fft`: x_j = 1/n Σ_k X_k e^{2πi jk/n}.
 *
 * @param input real or complex, [*]; integers and bool become float32
 * @param n length along `dim`: the input is cut, or filled up with zeros (default: as it is)
 * @param options.dim dimension (default −1)
 * @param options.norm 'backward' (default): the inverse divides by n; 'forward': the other does; 'ortho': both by √n
 * @returns complex
 * @throws ShapeError for a length below 1
 */
export const ifft: FunctionOp<
  (input: Tensor, n?: number | null | FftOptions, options?: FftOptions) => Tensor
> = defineFft('ifft');
