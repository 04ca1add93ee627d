import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { ConvOptions } from './conv-nd.js';
import { convNd } from './conv-nd.js';

/**
 * 2-dimensional convolution (cross-correlation, as everywhere in deep learning).
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param weight [O, C / groups, KH, KW]
 * @param bias [O] or null
 * @param options.stride distance between windows (default 1)
 * @param options.padding zeros on both sides (default 0), `'same'` or `'valid'`
 * @param options.dilation distance between the elements of a window (default 1)
 * @param options.groups parts into which channels are divided (default 1)
 * @returns [N, O, …] with ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 positions in each dimension
 * @throws ShapeError when channels don't match or the kernel doesn't fit
 */
export const conv2d: FunctionOp<
  (input: Tensor, weight: Tensor, bias?: Tensor | null | ConvOptions, options?: ConvOptions) => Tensor
> = defineOp(
  {
    name: 'conv2d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([2, 3, 6, 5]), make.tensor([4, 3, 3, 2]), make.tensor([4])],
      [make.tensor([1, 2, 7, 6]), make.tensor([2, 2, 3, 2]), { stride: 2, padding: 1 }],
      [make.tensor([2, 6, 5]), make.tensor([3, 2, 3, 2]), { dilation: 1, padding: 2 }],
      [
        make.tensor([2, 4, 6, 5]),
        make.tensor([6, 2, 3, 2]),
        make.tensor([6]),
        { padding: 'same', groups: 2 },
      ],
      [make.tensor([1, 2, 7, 6]), make.tensor([2, 1, 3, 2]), null, { groups: 2, dilation: 2, padding: 1 }],
      [make.tensor([0, 2, 7, 6]), make.tensor([2, 2, 3, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 6, 5]), make.tensor([4, 2, 3, 2])],
        error: ShapeError,
        message: 'has 3 channels, but weight',
      },
      {
        args: [make.tensor([2, 1, 6, 5]), make.tensor([4, 1, 9, 9])],
        error: ShapeError,
        message: 'conv2d: a kernel of 9',
      },
      {
        args: [make.tensor([6, 5]), make.tensor([4, 2, 3, 2])],
        error: ShapeError,
        message: 'conv2d: input must have',
      },
      {
        args: [make.tensor([2, 3, 6, 5]), make.tensor([4, 3, 3, 2]), make.tensor([3])],
        error: ShapeError,
        message: 'conv2d: bias must be [4], got [3]',
      },
      {
        args: [make.tensor([2, 3, 6, 5]), make.tensor([4, 3, 3, 2]), { padding: 'same', stride: 2 }],
        error: ArgumentError,
        message: "conv2d: padding 'same' needs stride 1",
      },
      {
        args: [make.tensor([2, 3, 6, 5]), make.tensor([4, 3, 3, 2], { dtype: 'float16' })],
        error: DTypeError,
        message: 'but weight is float16',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor, bias?: unknown, options?: unknown) =>
    convNd('conv2d', 2, input, weight, bias, options),
  ),
);
