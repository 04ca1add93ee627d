import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import type { FractionalMaxPool } from './fractional-max-pool-nd.js';
import { fractionalMaxPoolNd } from './fractional-max-pool-nd.js';

/**
 * Largest element of windows that stand at random, nearly even distances. Graham, "Fractional Max-Pooling" (2015).
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param kernelSize size of the windows
 * @param options.outputSize size of the result; or
 * @param options.outputRatio its ratio to that of the input, between 0 and 1
 * @param options.returnIndices give `[values, indices]`, indices being positions in the plane of a channel (default false)
 * @param options.randomSamples random numbers in [0, 1), [N, C, 2], instead of new ones
 */
export const fractionalMaxPool2d: FunctionOp<FractionalMaxPool> = defineOp(
  {
    name: 'fractionalMaxPool2d',
    kind: 'composite',
    method: false,
    tolerance: 'exact',
    torch:
      'lambda x, k, output_size=None, output_ratio=None, return_indices=False, random_samples=None: torch.nn.functional.fractional_max_pool2d(x, k, output_size, output_ratio, return_indices, random_samples.detach())',
    samples: (make) => {
      const u = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0, high: 1 });
      return [
        [make.distinct([2, 2, 7, 6]), 2, { outputSize: [3, 2], randomSamples: u([2, 2, 2]) }],
        [
          make.distinct([2, 2, 7, 6]),
          2,
          { outputRatio: 0.5, returnIndices: true, randomSamples: u([2, 2, 2]) },
        ],
        [make.distinct([2, 6, 7]), 3, { outputSize: 2, randomSamples: u([1, 2, 2]) }],
      ];
    },
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 7, 6]), 2, {}],
        error: ArgumentError,
        message: 'fractionalMaxPool2d: exactly one of outputSize and outputRatio must be given, got neither',
      },
      {
        args: [make.tensor([2, 2, 7, 6]), 2, { outputRatio: 1.5 }],
        error: ArgumentError,
        message: 'fractionalMaxPool2d: outputRatio must be between 0 and 1, got 1.5',
      },
      {
        args: [make.tensor([2, 2, 7, 6]), 2, { outputSize: 9 }],
        error: ShapeError,
        message: "fractionalMaxPool2d: 9 windows of 2 don't fit",
      },
    ],
  },
  composed((input: Tensor, kernelSize: unknown, options?: unknown) =>
    // PyTorch's order of the random numbers.
    fractionalMaxPoolNd('fractionalMaxPool2d', [1, 0], input, kernelSize, options),
  ),
);
