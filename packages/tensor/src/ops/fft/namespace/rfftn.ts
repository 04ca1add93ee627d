import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { defineFftn, type FftnOptions } from '../routines/define.js';

/**
 * `rfft` along several dimensions, by default all. The last of them is halved.
 *
 * @param input [*]
 * @param s sizes along `dim`: the input is cut, or filled up with zeros (default: as it is; −1 for one of them, too)
 * @param options.dim dimensions (default all, or the last ones if there are sizes)
 * @param options.norm 'backward' (default), 'forward' or 'ortho'; see `fft`
 * @throws ShapeError for a size below 1, or sizes and dimensions that differ in number
 */
export const rfftn: FunctionOp<
  (input: Tensor, s?: readonly number[] | null | FftnOptions, options?: FftnOptions) => Tensor
> = defineFftn('rfftn', 'rfft', false);
