import { float32 } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkOneOf, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { to } from '../../conversion/to.js';
import { gridSampling } from './grid-sampling.js';
import type { GridMode, PaddingMode } from './grid-taps.js';

export interface GridSampleOptions {
  /** `'bilinear'` (default; of volumes, trilinear), `'nearest'` or `'bicubic'` (images only). */
  mode?: GridMode;
  /** What lies outside: `'zeros'` (default), the `'border'` or its `'reflection'`. */
  paddingMode?: PaddingMode;
  /** Whether −1 and 1 are the centres of corner places instead of the image's edges (default false). */
  alignCorners?: boolean | null;
}

/**
 * Samples of images at positions that a grid gives: coordinates from −1 to 1, x along the last dimension first.
 *
 * @param input [N, C, H, W] or [N, C, D, H, W]
 * @param grid positions, [N, Hout, Wout, 2] or [N, Dout, Hout, Wout, 3], of the dtype of the input
 * @param options.mode `'bilinear'` (default), `'nearest'` or `'bicubic'`
 * @param options.paddingMode what lies outside: `'zeros'` (default), `'border'` or `'reflection'`
 * @param options.alignCorners whether −1 and 1 are the centres of corner places (default false)
 * @returns [N, C, Hout, Wout] or [N, C, Dout, Hout, Wout]
 */
export const gridSample: FunctionOp<(input: Tensor, grid: Tensor, options?: GridSampleOptions) => Tensor> =
  defineOp(
    {
      name: 'gridSample',
      kind: 'composite',
      method: false,
      tolerance: 'accumulate',
      torch: 'torch.nn.functional.grid_sample',
      samples: (make) => {
        const grid = (shape: readonly number[]): Tensor => make.tensor(shape, { low: -1.28, high: 1.31 });
        return [
          [make.tensor([2, 3, 4, 5]), grid([2, 3, 2, 2])],
          [make.tensor([1, 2, 4, 5]), grid([1, 3, 4, 2]), { paddingMode: 'border' }],
          [make.tensor([1, 2, 4, 5]), grid([1, 3, 4, 2]), { paddingMode: 'reflection', alignCorners: true }],
          [
            make.tensor([1, 2, 4, 5]),
            make.tensor([1, 2, 3, 2], { low: -5, high: 5 }),
            { paddingMode: 'reflection' },
          ],
          [make.tensor([1, 2, 4, 5]), grid([1, 3, 4, 2]), { mode: 'nearest' }],
          [make.tensor([1, 2, 4, 5]), grid([1, 3, 4, 2]), { mode: 'bicubic' }],
          [
            make.tensor([1, 2, 4, 5]),
            grid([1, 2, 2, 2]),
            { mode: 'bicubic', paddingMode: 'border', alignCorners: true },
          ],
          [make.tensor([1, 2, 3, 3]), grid([1, 2, 2, 2]), { mode: 'bicubic', paddingMode: 'reflection' }],
          [make.tensor([1, 2, 2, 3, 4]), grid([1, 2, 2, 3, 3]), { alignCorners: true }],
          [make.tensor([1, 1, 2, 3, 2]), grid([1, 1, 2, 3, 3]), { mode: 'nearest', paddingMode: 'border' }],
        ];
      },
      errors: (make) => [
        {
          args: [make.tensor([1, 2, 4, 4]), make.tensor([2, 3, 3, 2])],
          error: ShapeError,
          message: 'gridSample: grid must be [1, Hout, Wout, 2] for input [1, 2, 4, 4], got [2, 3, 3, 2]',
        },
        {
          args: [make.tensor([2, 4, 4]), make.tensor([2, 3, 3, 2])],
          error: ShapeError,
          message: 'gridSample: input must be [N, C, H, W] or [N, C, D, H, W], got [2, 4, 4]',
        },
        {
          args: [make.tensor([1, 2, 2, 4, 4]), make.tensor([1, 2, 3, 3, 3]), { mode: 'bicubic' }],
          error: ArgumentError,
          message: "gridSample: mode 'bicubic' is for images, but input [1, 2, 2, 4, 4] is a volume",
        },
        {
          args: [make.tensor([1, 2, 4, 4]), make.tensor([1, 3, 3, 2], { dtype: 'float16' })],
          error: DTypeError,
          message: 'gridSample: input is ',
        },
      ],
    },
    composed((input: Tensor, grid: Tensor, options?: unknown) => {
      const name = 'gridSample';
      const o = parseOptions(name, options, {
        mode: 'bilinear',
        paddingMode: 'zeros',
        alignCorners: false as boolean | null,
      });
      const mode = checkOneOf(name, 'mode', o.mode, ['bilinear', 'nearest', 'bicubic']);
      const padding = checkOneOf(name, 'paddingMode', o.paddingMode, ['zeros', 'border', 'reflection']);
      const alignCorners = o.alignCorners !== null && checkBoolean(name, 'alignCorners', o.alignCorners);
      const rank = input.ndim - 2;
      if (rank !== 2 && rank !== 3) {
        throw new ShapeError(
          `${name}: input must be [N, C, H, W] or [N, C, D, H, W], got ${showShape(input.shape)}`,
        );
      }
      if (input.dtype.kind !== 'float' || grid.dtype !== input.dtype) {
        throw new DTypeError(
          `${name}: input is ${input.dtype} and grid ${grid.dtype}; both must be one floating-point type`,
        );
      }
      const [n, , ...size] = input.shape as [number, number, ...number[]];
      if (grid.ndim !== rank + 2 || grid.shape[0] !== n || grid.shape[rank + 1] !== rank) {
        const wanted = rank === 2 ? `[${n}, Hout, Wout, 2]` : `[${n}, Dout, Hout, Wout, 3]`;
        throw new ShapeError(
          `${name}: grid must be ${wanted} for input ${showShape(input.shape)}, got ${showShape(grid.shape)}`,
        );
      }
      if (mode === 'bicubic' && rank === 3) {
        throw new ArgumentError(
          `${name}: mode 'bicubic' is for images, but input ${showShape(input.shape)} is a volume`,
        );
      }
      if (size.some((s) => s === 0)) {
        throw new ShapeError(`${name}: input ${showShape(input.shape)} has an empty spatial dimension`);
      }
      // Positions need more digits than half types have.
      const half = input.dtype.bytes === 2;
      const [image, positions] = half ? [to(input, float32), to(grid, float32)] : [input, grid];
      const attributes = { mode, padding, alignCorners };
      const sampled = gridSampling.call([image, positions], attributes)[0]!;
      return half ? to(sampled, input.dtype) : sampled;
    }),
  );
