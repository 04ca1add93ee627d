import { ArgumentError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { ValuesIndices } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import type { OutputSize } from '../adaptive-pool-nd.js';
import { adaptiveMaxPoolNd } from '../adaptive-pool-nd.js';

interface AdaptiveMaxPool {
  (input: Tensor, outputSize: OutputSize, options: { returnIndices: true }): ValuesIndices;
  (input: Tensor, outputSize: OutputSize, options?: { returnIndices?: false }): Tensor;
}

/**
 * Largest element of nearly equal parts, as many as the result has positions: part i of n positions and m parts is
 * ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉.
 *
 * @param input [N, C, D, H, W] or [C, D, H, W]
 * @param outputSize size of the result; null keeps a dimension's size
 * @param options.returnIndices give `[values, indices]`, indices being positions in the plane of a channel (default false)
 */
export const adaptiveMaxPool3d: FunctionOp<AdaptiveMaxPool> = defineOp(
  {
    name: 'adaptiveMaxPool3d',
    kind: 'composite',
    method: false,
    tolerance: 'exact',
    torch: 'torch.nn.functional.adaptive_max_pool3d',
    samples: (make) => [
      [make.distinct([2, 3, 3, 4, 5]), 1],
      [make.distinct([1, 2, 4, 6, 5]), [3, 4, null], { returnIndices: true }],
      [make.distinct([2, 4, 6, 4]), [2, 3, 1]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 4, 6, 5]), [1, 2]],
        error: ArgumentError,
        message: 'outputSize must have 3 elements',
      },
    ],
  },
  composed((input: Tensor, outputSize: unknown, options?: unknown) =>
    adaptiveMaxPoolNd('adaptiveMaxPool3d', 3, input, outputSize, options),
  ),
);
