import { ArgumentError, DTypeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import type { OutputSize } from '../adaptive-pool-nd.js';
import { adaptiveAvgPoolNd } from '../adaptive-pool-nd.js';

/**
 * Mean over nearly equal parts, as many as the result has positions: part i of n positions and m parts is
 * ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉.
 *
 * @param input [N, C, D, H, W] or [C, D, H, W]
 * @param outputSize size of the result; null keeps a dimension's size
 */
export const adaptiveAvgPool3d: FunctionOp<(input: Tensor, outputSize: OutputSize) => Tensor> = defineOp(
  {
    name: 'adaptiveAvgPool3d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.adaptive_avg_pool3d',
    samples: (make) => [
      [make.tensor([2, 3, 4, 6, 5]), 1],
      [make.tensor([1, 2, 4, 6, 5]), [3, 4, null]],
      [make.tensor([2, 4, 6, 4]), [2, 3, 1]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 4, 6, 5]), [1, 2]],
        error: ArgumentError,
        message: 'outputSize must have 3 elements',
      },
      {
        args: [make.integers([1, 2, 4, 6, 5], 0, 9), 2],
        error: DTypeError,
        message: 'adaptiveAvgPool3d: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, outputSize: unknown) =>
    adaptiveAvgPoolNd('adaptiveAvgPool3d', 3, input, outputSize),
  ),
);
