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
import { counts, windowsOf } from '../windows.js';

export interface UnfoldOptions {
  /** Distance between the elements of a window (default 1). */
  dilation?: Size;
  /** Zeros added on both sides (default 0). */
  padding?: Size;
  /** Distance between windows (default 1). */
  stride?: Size;
}

/**
 * All windows of images as columns ("im2col"). `Tensor.unfold`, which makes windows of one dimension, is another op.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param kernelSize size of the windows
 * @param options.dilation distance between the elements of a window (default 1)
 * @param options.padding zeros on both sides (default 0)
 * @param options.stride distance between windows (default 1)
 * @returns [N, C · KH · KW, number of windows]
 */
export const unfold: FunctionOp<(input: Tensor, kernelSize: Size, options?: UnfoldOptions) => Tensor> =
  defineOp(
    {
      name: 'unfold',
      kind: 'composite',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      torch: 'torch.nn.functional.unfold',
      samples: (make) => [
        [make.tensor([2, 3, 4, 5]), 2],
        [make.tensor([3, 6, 5]), [3, 2], { stride: 2, padding: 1 }],
        [make.tensor([1, 2, 6, 6]), 2, { dilation: 2 }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([1, 1, 3, 3]), 4],
          error: ShapeError,
          message: "unfold: windows of [4, 4] don't fit",
        },
      ],
    },
    composed((input: Tensor, kernelSize: unknown, options?: unknown) => {
      const o = parseOptions('unfold', options, {
        dilation: 1 as Size,
        padding: 0 as Size,
        stride: 1 as Size,
      });
      const { input: batch, restore } = batched('unfold', input, 2);
      const padding = sizes('unfold', 'padding', o.padding, 2, 0);
      const geometry = {
        kernel: sizes('unfold', 'kernelSize', kernelSize, 2, 1),
        stride: sizes('unfold', 'stride', o.stride, 2, 1),
        dilation: sizes('unfold', 'dilation', o.dilation, 2, 1),
      };
      const source = padSpatial(batch, padding, padding, 0);
      const windows = counts(source.shape, geometry);
      if (windows.some((n) => n < 1)) {
        throw new ShapeError(
          `unfold: windows of [${geometry.kernel.join(', ')}] don't fit input ${showShape(input.shape)} with padding [${padding.join(', ')}]`,
        );
      }
      const [n, c] = batch.shape;
      return restore(reshape(windowsOf(source, geometry), [n!, c! * numel(geometry.kernel), numel(windows)]));
    }),
  );
