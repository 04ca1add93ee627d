import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { MaxPool } from './max-pool-nd.js';
import { maxPoolNd } from './max-pool-nd.js';

/**
 * Largest element of each window.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param kernelSize size of the windows
 * @param stride distance between windows (default: kernelSize)
 * @param options.padding places on both sides that never win (default 0; at most half of the kernel)
 * @param options.dilation distance between the elements of a window (default 1)
 * @param options.ceilMode also use a window that reaches over the end (default false)
 * @param options.returnIndices give `[values, indices]`, indices being positions in the plane of a channel (default false)
 * @throws ShapeError when no window fits
 */
export const maxPool2d: FunctionOp<MaxPool> = defineOp(
  {
    name: 'maxPool2d',
    kind: 'composite',
    method: false,
    tolerance: 'exact',
    torch: 'torch.nn.functional.max_pool2d',
    samples: (make) => [
      [make.distinct([2, 3, 7, 6]), 2],
      [make.distinct([1, 2, 7, 6]), 3, 2, { padding: 1 }],
      [make.distinct([2, 7, 6]), [3, 2], { stride: 2, ceilMode: true, returnIndices: true }],
      [make.distinct([1, 2, 7, 6]), 2, { stride: 1, dilation: 2, padding: 1 }],
    ],
    errors: (make) => [
      { args: [make.tensor([1, 2, 7, 6]), 20], error: ShapeError, message: 'maxPool2d: windows of [20' },
      {
        args: [make.tensor([1, 2, 7, 6]), 2, { padding: 2 }],
        error: ArgumentError,
        message: 'padding may be at most half',
      },
      { args: [make.tensor([2]), 1], error: ShapeError, message: 'maxPool2d: input must have' },
    ],
  },
  composed((input: Tensor, kernelSize: unknown, stride?: unknown, options?: unknown) =>
    maxPoolNd('maxPool2d', 2, input, kernelSize, stride, options),
  ),
);
