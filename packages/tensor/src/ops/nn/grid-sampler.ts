import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { describe } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { gridSample } from './functional/grid-sample.js';

const modes = ['bilinear', 'nearest', 'bicubic'] as const;
const paddings = ['zeros', 'border', 'reflection'] as const;

function named<T>(name: string, list: readonly T[], v: unknown): T {
  const found = list[v as number];
  if (!Number.isInteger(v) || found === undefined) {
    const known = list.map((mode, i) => `${i} (${String(mode)})`).join(', ');
    throw new ArgumentError(`gridSampler: ${name} must be one of ${known}, got ${describe(v)}`);
  }
  return found;
}

/**
 * `functional.gridSample` with PyTorch's numbers for its modes.
 *
 * @param input [N, C, H, W] or [N, C, D, H, W]
 * @param grid positions, [N, Hout, Wout, 2] or [N, Dout, Hout, Wout, 3]
 * @param interpolationMode 0 bilinear, 1 nearest, 2 bicubic
 * @param paddingMode 0 zeros, 1 border, 2 reflection
 * @param alignCorners whether −1 and 1 are the centres of corner places
 */
export const gridSampler: FunctionOp<
  (
    input: Tensor,
    grid: Tensor,
    interpolationMode: number,
    paddingMode: number,
    alignCorners: boolean,
  ) => Tensor
> = defineOp(
  {
    name: 'gridSampler',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.grid_sampler',
    samples: (make) => [
      [make.tensor([1, 2, 3, 4]), make.tensor([1, 2, 3, 2], { low: -1.28, high: 1.31 }), 0, 1, false],
      [make.tensor([1, 2, 3, 4]), make.tensor([1, 2, 3, 2], { low: -1.28, high: 1.31 }), 2, 0, true],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 2, 3, 4]), make.tensor([1, 2, 3, 2]), 3, 0, true],
        error: ArgumentError,
        message:
          'gridSampler: interpolationMode must be one of 0 (bilinear), 1 (nearest), 2 (bicubic), got 3',
      },
    ],
  },
  (input: Tensor, grid: Tensor, interpolationMode: unknown, paddingMode: unknown, alignCorners: boolean) =>
    gridSample(input, grid, {
      mode: named('interpolationMode', modes, interpolationMode),
      paddingMode: named('paddingMode', paddings, paddingMode),
      alignCorners,
    }),
);
