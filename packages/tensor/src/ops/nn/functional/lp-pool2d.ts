import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import type { Size } from '../conv-nd.js';
import type { LpPoolOptions } from './lp-pool-nd.js';
import { lpPoolNd } from './lp-pool-nd.js';

/**
 * (Σ xᵖ)^(1/p) of each window: the sum for p = 1, the largest element for p → ∞.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param normType p, not 0
 * @param kernelSize size of the windows
 * @param stride distance between windows (default: kernelSize)
 * @param options.ceilMode also use a window that reaches over the end (default false)
 * @throws ShapeError when no window fits
 */
export const lpPool2d: FunctionOp<
  (
    input: Tensor,
    normType: number,
    kernelSize: Size,
    stride?: Size | null | LpPoolOptions,
    options?: LpPoolOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'lpPool2d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.lp_pool2d',
    samples: (make) => {
      const positive = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0.3, high: 2 });
      return [
        [make.tensor([2, 3, 6, 5]), 2, 2],
        [positive([1, 2, 6, 5]), 3, 2, 1],
        [positive([2, 6, 5]), 1.5, 3, { stride: 2, ceilMode: true }],
      ];
    },
    errors: (make) => [
      { args: [make.tensor([1, 2, 6, 5]), 2, 20], error: ShapeError, message: 'lpPool2d: windows of [20' },
      {
        args: [make.tensor([1, 2, 6, 5]), 0, 2],
        error: ArgumentError,
        message: 'lpPool2d: normType must not be 0',
      },
      {
        args: [make.integers([1, 2, 6, 5], 0, 9), 2, 2],
        error: DTypeError,
        message: 'lpPool2d: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, normType: unknown, kernelSize: unknown, stride?: unknown, options?: unknown) =>
    lpPoolNd('lpPool2d', 2, input, normType, kernelSize, stride, options),
  ),
);
