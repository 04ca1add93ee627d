import { ArgumentError, DTypeError, IndexError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import type { Size } from '../conv-nd.js';
import { maxPool2d } from '../max-pool2d.js';
import type { MaxUnpoolOptions } from './max-unpool-nd.js';
import { maxUnpoolNd, pooled } from './max-unpool-nd.js';

/**
 * Zeros with each element put back where `maxPool2d` took it from: its partial inverse.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param indices positions in the plane of a channel, as `maxPool2d` gives them with `returnIndices`
 * @param kernelSize size of the windows of the pooling
 * @param stride distance between the windows of the pooling (default: kernelSize)
 * @param options.padding padding of the pooling (default 0)
 * @param options.outputSize size of the result, where several sizes pool to that of the input
 * @throws IndexError for positions outside of the result, where the device can check
 */
export const maxUnpool2d: FunctionOp<
  (
    input: Tensor,
    indices: Tensor,
    kernelSize: Size,
    stride?: Size | null | MaxUnpoolOptions,
    options?: MaxUnpoolOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'maxUnpool2d',
    kind: 'composite',
    method: false,
    tolerance: 'exact',
    torch: 'torch.nn.functional.max_unpool2d',
    samples: (make) => [
      pooled(maxPool2d, make.distinct([2, 3, 6, 4])),
      [...pooled(maxPool2d, make.distinct([2, 5, 7])), { outputSize: [5, 7] }],
      [make.tensor([2, 3, 1, 1]), make.integers([2, 3, 1, 1], 0, 3), 3, 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 1, 1]), make.integers([1, 2, 1, 1], 1000, 1001), 2],
        error: IndexError,
        message: 'out of range',
      },
      {
        args: [make.tensor([1, 2, 1, 1]), make.integers([1, 1, 1, 1], 0, 1), 2],
        error: ShapeError,
        message: 'maxUnpool2d: indices [1, 1, 1, 1] must have the shape of input [1, 2, 1, 1]',
      },
      {
        args: [make.tensor([1, 2, 1, 1]), make.tensor([1, 2, 1, 1], { dtype: 'float32' }), 2],
        error: DTypeError,
        message: 'maxUnpool2d: indices must be int64 or int32, got float32',
      },
      {
        args: [make.tensor([1, 2, 1, 1]), make.integers([1, 2, 1, 1], 0, 1), 2, { outputSize: [20, 20] }],
        error: ArgumentError,
        message: 'maxUnpool2d: outputSize [20, 20] must be within 2 of',
      },
    ],
  },
  composed((input: Tensor, indices: Tensor, kernelSize: unknown, stride?: unknown, options?: unknown) =>
    maxUnpoolNd('maxUnpool2d', 2, input, indices, kernelSize, stride, options),
  ),
);
