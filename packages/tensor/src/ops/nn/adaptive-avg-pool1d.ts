import { ArgumentError, DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { OutputSize } from './adaptive-pool-nd.js';
import { adaptiveAvgPoolNd } from './adaptive-pool-nd.js';

/**
 * Mean over nearly equal parts, as many as the result has positions: part i of n positions and m parts is
 * ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉.
 *
 * @param input [N, C, L] or [C, L]
 * @param outputSize size of the result; null keeps a dimension's size
 */
export const adaptiveAvgPool1d: FunctionOp<(input: Tensor, outputSize: OutputSize) => Tensor> = defineOp(
  {
    name: 'adaptiveAvgPool1d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.adaptive_avg_pool1d',
    samples: (make) => [
      [make.tensor([2, 3, 9]), 1],
      [make.tensor([1, 2, 9]), [4]],
      [make.tensor([2, 9]), 3],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 9]), [1, 2, 3]],
        error: ArgumentError,
        message: 'outputSize must have 1 elements',
      },
      {
        args: [make.integers([1, 2, 9], 0, 9), 2],
        error: DTypeError,
        message: 'adaptiveAvgPool1d: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, outputSize: unknown) =>
    adaptiveAvgPoolNd('adaptiveAvgPool1d', 1, input, outputSize),
  ),
);
