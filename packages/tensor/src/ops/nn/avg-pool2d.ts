import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { AvgPoolOptionsWithDivisor } from './avg-pool-nd.js';
import { avgPoolNd } from './avg-pool-nd.js';
import type { Size } from './conv-nd.js';

/**
 * Mean of each window.
 *
 * @param input [N, C, H, W] or [C, H, W]
 * @param kernelSize size of the windows
 * @param stride distance between windows (default: kernelSize)
 * @param options.padding zeros on both sides (default 0; at most half of the kernel)
 * @param options.ceilMode also use a window that reaches over the end (default false)
 * @param options.countIncludePad whether the zeros count as elements (default true)
 * @param options.divisorOverride divide sums by this number instead (default: the number of elements)
 * @throws ShapeError when no window fits
 */
export const avgPool2d: FunctionOp<
  (
    input: Tensor,
    kernelSize: Size,
    stride?: Size | null | AvgPoolOptionsWithDivisor,
    options?: AvgPoolOptionsWithDivisor,
  ) => Tensor
> = defineOp(
  {
    name: 'avgPool2d',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.avg_pool2d',
    samples: (make) => [
      [make.tensor([2, 3, 7, 6]), 2],
      [make.tensor([1, 2, 7, 6]), 3, 2, { padding: 1 }],
      [make.tensor([1, 2, 7, 6]), 3, { stride: 2, padding: 1, countIncludePad: false }],
      [make.tensor([2, 7, 6]), [3, 2], { stride: 2, padding: 1, ceilMode: true }],
      [make.tensor([1, 2, 7, 6]), 2, { divisorOverride: 3 }],
    ],
    errors: (make) => [
      { args: [make.tensor([1, 2, 7, 6]), 20], error: ShapeError, message: 'avgPool2d: windows of [20' },
      {
        args: [make.integers([1, 2, 7, 6], 0, 9, 'int32'), 2],
        error: DTypeError,
        message: 'avgPool2d: has no rule for int32',
      },
    ],
  },
  composed((input: Tensor, kernelSize: unknown, stride?: unknown, options?: unknown) =>
    avgPoolNd('avgPool2d', 2, input, kernelSize, stride, options),
  ),
);
