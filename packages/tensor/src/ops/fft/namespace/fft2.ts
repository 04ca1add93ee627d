import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFftn, type FftnOptions } from '../routines/define.js';

/**
 * `fft` along two dimensions, by default the last two.
 *
 * @param input [*]
 * @param s sizes along `dim`: the input is cut, or filled up with zeros (default: as it is; −1 for one of them, too)
 * @param options.dim dimensions (default [−2, −1])
 * @param options.norm 'backward' (default), 'forward' or 'ortho'; see `fft`
 * @throws ShapeError for a size below 1, or sizes and dimensions that differ in number
 */
export const fft2: FunctionOp<
  (input: Tensor, s?: readonly number[] | null | FftnOptions, options?: FftnOptions) => Tensor
> = defineFftn('fft2', 'fft', true);
