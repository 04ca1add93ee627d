import { ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { reshape } from '../../movement/reshape.js';
import { padSpatial } from '../constant-pad.js';
import type { Size } from '../conv-nd.js';
import { sizes } from '../conv-nd.js';
import { batched } from '../pooling.js';
import { addWindows, counts } from '../windows.js';
import type { UnfoldOptions } from './unfold.js';

/**
 * Adds columns of windows to images ("col2im"): the transpose of `functional.unfold`.
 *
 * @param input [N, C · KH · KW, number of windows] or without N
 * @param outputSize size of the images
 * @param kernelSize size of the windows
 * @param options.dilation distance between the elements of a window (default 1)
 * @param options.padding places cut off on both sides (default 0)
 * @param options.stride distance between windows (default 1)
 * @returns [N, C, H, W]
 * @throws ShapeError when the columns don't fit the sizes
 */
export const fold: FunctionOp<
  (input: Tensor, outputSize: Size, kernelSize: Size, options?: UnfoldOptions) => Tensor
> = defineOp(
  {
    name: 'fold',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.fold',
    samples: (make) => [
      [make.tensor([2, 12, 12]), [4, 5], [2, 2]],
      [make.tensor([18, 9]), [6, 5], [3, 2], { stride: 2, padding: 1 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 4, 5]), [4, 4], [2, 2]],
        error: ShapeError,
        message: 'fold: input [1, 4, 5] has 5 windows, but images of [4, 4] have 9',
      },
      {
        args: [make.tensor([1, 5, 9]), [4, 4], [2, 2]],
        error: ShapeError,
        message: "fold: the 5 rows of input [1, 5, 9] can't be divided into windows of 4",
      },
    ],
  },
  composed((input: Tensor, outputSize: unknown, kernelSize: unknown, options?: unknown) => {
    const o = parseOptions('fold', options, { dilation: 1 as Size, padding: 0 as Size, stride: 1 as Size });
    const { input: batch, restore } = batched('fold', input, 1);
    const size = sizes('fold', 'outputSize', outputSize, 2, 1);
    const padding = sizes('fold', 'padding', o.padding, 2, 0);
    const kernel = sizes('fold', 'kernelSize', kernelSize, 2, 1);
    const geometry = {
      kernel,
      stride: sizes('fold', 'stride', o.stride, 2, 1),
      dilation: sizes('fold', 'dilation', o.dilation, 2, 1),
    };
    const [n, rows, columns] = batch.shape;
    if (rows! % numel(kernel) !== 0) {
      throw new ShapeError(
        `fold: the ${rows} rows of input ${showShape(input.shape)} can't be divided into windows of ${numel(kernel)}`,
      );
    }
    const c = rows! / numel(kernel);
    const padded = Object.freeze([n!, c, ...size.map((s, i) => s + 2 * padding[i]!)]);
    const windows = counts(padded, geometry);
    if (numel(windows) !== columns || windows.some((w) => w < 1)) {
      throw new ShapeError(
        `fold: input ${showShape(input.shape)} has ${columns} windows, but images of ${showShape(size)} have ${Math.max(0, numel(windows))}`,
      );
    }
    const added = addWindows(reshape(batch, [n!, c, ...kernel, ...windows]), padded, geometry);
    const crop = padding.map((p) => -p);
    return restore(padSpatial(added, crop, crop, 0));
  }),
);
