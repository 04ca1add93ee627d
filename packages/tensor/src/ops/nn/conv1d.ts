import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { ConvOptions } from './conv-nd.js';
import { convNd } from './conv-nd.js';

/**
 * 1-dimensional convolution (cross-correlation, as everywhere in deep learning).
 *
 * @param input [N, C, L] or [C, L]
 * @param weight [O, C / groups, K]
 * @param bias [O] or null
 * @param options.stride distance between windows (default 1)
 * @param options.padding zeros on both sides (default 0), `'same'` or `'valid'`
 * @param options.dilation distance between the elements of a window (default 1)
 * @param options.groups parts into which channels are divided (default 1)
 * @returns [N, O, …] with ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 positions in each dimension
 * @throws ShapeError when channels don't match or the kernel doesn't fit
 */
export const conv1d: FunctionOp<
  (input: Tensor, weight: Tensor, bias?: Tensor | null | ConvOptions, options?: ConvOptions) => Tensor
> = defineOp(
  {
    name: 'conv1d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([2, 3, 8]), make.tensor([4, 3, 3]), make.tensor([4])],
      [make.tensor([1, 2, 7]), make.tensor([2, 2, 3]), { stride: 2, padding: 1 }],
      [make.tensor([2, 8]), make.tensor([3, 2, 3]), { dilation: 1, padding: 2 }],
      [make.tensor([2, 4, 8]), make.tensor([6, 2, 3]), make.tensor([6]), { padding: 'same', groups: 2 }],
      [make.tensor([1, 2, 7]), make.tensor([2, 1, 3]), null, { groups: 2, dilation: 2, padding: 1 }],
      [make.tensor([0, 2, 7]), make.tensor([2, 2, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 8]), make.tensor([4, 2, 3])],
        error: ShapeError,
        message: 'has 3 channels, but weight',
      },
      {
        args: [make.tensor([2, 1, 8]), make.tensor([4, 1, 9])],
        error: ShapeError,
        message: 'conv1d: a kernel of 9',
      },
      {
        args: [make.tensor([8]), make.tensor([4, 2, 3])],
        error: ShapeError,
        message: 'conv1d: input must have',
      },
      {
        args: [make.tensor([2, 3, 8]), make.tensor([4, 3, 3]), make.tensor([3])],
        error: ShapeError,
        message: 'conv1d: bias must be [4], got [3]',
      },
      {
        args: [make.tensor([2, 3, 8]), make.tensor([4, 3, 3]), { padding: 'same', stride: 2 }],
        error: ArgumentError,
        message: "conv1d: padding 'same' needs stride 1",
      },
      {
        args: [make.tensor([2, 3, 8]), make.tensor([4, 3, 3], { dtype: 'float16' })],
        error: DTypeError,
        message: 'but weight is float16',
      },
    ],
  },
  composed((input: Tensor, weight: Tensor, bias?: unknown, options?: unknown) =>
    convNd('conv1d', 1, input, weight, bias, options),
  ),
);
