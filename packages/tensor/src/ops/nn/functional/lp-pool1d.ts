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
 * @param input [N, C, L] or [C, L]
 * @param normType p, not 0
 * @param kernelSize size of the windows
 * @param stride distance between windows (default: kernelSize)
 * @param options.ceilMode also use a window that reaches over the end (default false)
 * @throws ShapeError when no window fits
 */
export const lpPool1d: FunctionOp<
  (
    input: Tensor,
    normType: number,
    kernelSize: Size,
    stride?: Size | null | LpPoolOptions,
    options?: LpPoolOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'lpPool1d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.lp_pool1d',
    samples: (make) => {
      const positive = (shape: readonly number[]): Tensor => make.tensor(shape, { low: 0.3, high: 2 });
      return [
        [make.tensor([2, 3, 9]), 2, 2],
        [positive([1, 2, 9]), 3, 2, 1],
        [positive([2, 9]), 1.5, 3, { stride: 2, ceilMode: true }],
      ];
    },
    errors: (make) => [
      { args: [make.tensor([1, 2, 9]), 2, 20], error: ShapeError, message: 'lpPool1d: windows of [20' },
      {
        args: [make.tensor([1, 2, 9]), 0, 2],
        error: ArgumentError,
        message: 'lpPool1d: normType must not be 0',
      },
      {
        args: [make.integers([1, 2, 9], 0, 9), 2, 2],
        error: DTypeError,
        message: 'lpPool1d: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, normType: unknown, kernelSize: unknown, stride?: unknown, options?: unknown) =>
    lpPoolNd('lpPool1d', 1, input, normType, kernelSize, stride, options),
  ),
);
