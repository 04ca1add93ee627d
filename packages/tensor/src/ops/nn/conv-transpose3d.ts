import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { ConvTransposeOptions } from './conv-nd.js';
import { convTransposeNd } from './conv-nd.js';

/**
 * The transpose of a 3-dimensional convolution: its gradient by the input, used as a layer that enlarges.
 *
 * @param input [N, C, D, H, W] or [C, D, H, W]
 * @param weight [C, O / groups, KD, KH, KW]
 * @param bias [O] or null
 * @param options.stride distance between windows in the output (default 1)
 * @param options.padding places cut off on both sides of the output (default 0)
 * @param options.outputPadding places added at the end of each dimension (default 0)
 * @param options.groups parts into which channels are divided (default 1)
 * @param options.dilation distance between the elements of a window (default 1)
 * @returns [N, O, …] with (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1 positions
 * @throws ShapeError when channels don't match
 */
export const convTranspose3d: FunctionOp<
  (
    input: Tensor,
    weight: Tensor,
    bias?: Tensor | null | ConvTransposeOptions,
    options?: ConvTransposeOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'convTranspose3d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.conv_transpose3d',
    samples: (make) => [
      [make.tensor([2, 3, 3, 3, 3]), make.tensor([3, 4, 2, 3, 1]), make.tensor([4])],
      [
        make.tensor([1, 4, 3, 3, 3]),
        make.tensor([4, 2, 2, 3, 1]),
        { stride: 2, padding: 1, outputPadding: 1, groups: 2 },
      ],
      [make.tensor([2, 3, 3, 3]), make.tensor([2, 3, 2, 3, 1]), { dilation: 2 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 3, 3, 3]), make.tensor([4, 3, 2, 3, 1])],
        error: ShapeError,
        message: 'has 3 channels, but weight',
      },
      {
        args: [make.tensor([2, 3, 3, 3, 3]), make.tensor([3, 4, 2, 3, 1]), { outputPadding: 1 }],
        error: ArgumentError,
        message: 'convTranspose3d: outputPadding must be smaller than stride',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor, bias?: unknown, options?: unknown) =>
    convTransposeNd('convTranspose3d', 3, input, weight, bias, options),
  ),
);
