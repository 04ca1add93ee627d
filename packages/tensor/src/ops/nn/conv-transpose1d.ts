import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { ConvTransposeOptions } from './conv-nd.js';
import { convTransposeNd } from './conv-nd.js';

/**
 * The transpose of a 1-dimensional convolution: its gradient by the input, used as a layer that enlarges.
 *
 * @param input [N, C, L] or [C, L]
 * @param weight [C, O / groups, K]
 * @param bias [O] or null
 * @param options.stride distance between windows in the output (default 1)
 * @param options.padding places cut off on both sides of the output (default 0)
 * @param options.outputPadding places added at the end of each dimension (default 0)
 * @param options.groups parts into which channels are divided (default 1)
 * @param options.dilation distance between the elements of a window (default 1)
 * @returns [N, O, …] with (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1 positions
 * @throws ShapeError when channels don't match
 */
export const convTranspose1d: FunctionOp<
  (
    input: Tensor,
    weight: Tensor,
    bias?: Tensor | null | ConvTransposeOptions,
    options?: ConvTransposeOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'convTranspose1d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.conv_transpose1d',
    samples: (make) => [
      [make.tensor([2, 3, 5]), make.tensor([3, 4, 3]), make.tensor([4])],
      [
        make.tensor([1, 4, 5]),
        make.tensor([4, 2, 3]),
        { stride: 2, padding: 1, outputPadding: 1, groups: 2 },
      ],
      [make.tensor([2, 5]), make.tensor([2, 3, 3]), { dilation: 2 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 5]), make.tensor([4, 3, 3])],
        error: ShapeError,
        message: 'has 3 channels, but weight',
      },
      {
        args: [make.tensor([2, 3, 5]), make.tensor([3, 4, 3]), { outputPadding: 1 }],
        error: ArgumentError,
        message: 'convTranspose1d: outputPadding must be smaller than stride',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor, bias?: unknown, options?: unknown) =>
    convTransposeNd('convTranspose1d', 1, input, weight, bias, options),
  ),
);
