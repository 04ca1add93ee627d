import { DTypeError, ShapeError } from '../../../errors.js';
import { encode } from '../../../io/elements.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import { checkHostLength } from '../../../op/host-limit.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkInteger, checkIntegers, parseOptions } from '../../../op/options.js';
import { numel, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { fromBytes } from '../../creation/creation.js';
import { matmul } from '../../linalg/matmul.js';
import { reshape } from '../../movement/reshape.js';
import { transpose } from '../../movement/transpose.js';

/** Coordinates of n places from −1 to 1: of their centres, or with `alignCorners` from the first to the last. */
function line(n: number, alignCorners: boolean): number[] {
  if (n <= 1) return [0];
  checkHostLength('affineGrid', 'a line of the grid', n);
  const places = Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
  return alignCorners ? places : places.map((v) => (v * (n - 1)) / n);
}

/** Rows (x, y, 1) or (x, y, z, 1) of all places, x going with the last dimension. */
function places(sizes: readonly number[], alignCorners: boolean): number[] {
  let rows: number[][] = [[]];
  for (const n of sizes) {
    const own = line(n, alignCorners);
    rows = rows.flatMap((r) => own.map((v) => [v, ...r]));
  }
  return rows.flatMap((r) => [...r, 1]);
}

/**
 * A grid of sampling positions for `gridSample` from affine matrices: theta · (x, y, 1) for every place of the result.
 * Jaderberg et al., "Spatial Transformer Networks" (2015).
 *
 * @param theta matrices, [N, 2, 3] or [N, 3, 4]
 * @param size of the result of sampling, [N, C, H, W] or [N, C, D, H, W]
 * @param options.alignCorners whether −1 and 1 are the centres of corner places instead of the image's edges (default false)
 * @returns [N, H, W, 2] or [N, D, H, W, 3]
 */
export const affineGrid: FunctionOp<
  (theta: Tensor, size: readonly number[], options?: { alignCorners?: boolean | null }) => Tensor
> = defineOp(
  {
    name: 'affineGrid',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.affine_grid',
    samples: (make) => [
      [make.tensor([2, 2, 3]), [2, 3, 4, 5]],
      [make.tensor([1, 2, 3]), [1, 1, 1, 4], { alignCorners: true }],
      [make.tensor([2, 3, 4]), [2, 1, 2, 3, 4], { alignCorners: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2, 2]), [2, 1, 3, 3]],
        error: ShapeError,
        message: 'affineGrid: theta must be [2, 2, 3] for size [2, 1, 3, 3], got [2, 2, 2]',
      },
      {
        args: [make.tensor([2, 2, 3]), [2, 1, 3]],
        error: ShapeError,
        message: 'affineGrid: size must be [N, C, H, W] or [N, C, D, H, W], got [2, 1, 3]',
      },
      {
        args: [make.integers([2, 2, 3], 0, 3), [2, 1, 3, 3]],
        error: DTypeError,
        message: 'affineGrid: has no rule for int64',
      },
    ],
  },
  composed((theta: Tensor, size: unknown, options?: unknown) => {
    const name = 'affineGrid';
    const o = parseOptions(name, options, { alignCorners: false as boolean | null });
    const alignCorners = o.alignCorners !== null && checkBoolean(name, 'alignCorners', o.alignCorners);
    const shape = checkIntegers(name, 'size', size);
    for (const s of shape) checkInteger(name, 'size', s, 1);
    const rank = shape.length - 2;
    if (rank !== 2 && rank !== 3) {
      throw new ShapeError(`${name}: size must be [N, C, H, W] or [N, C, D, H, W], got ${showShape(shape)}`);
    }
    if (theta.dtype.kind !== 'float') throw new DTypeError(`${name}: has no rule for ${theta.dtype}`);
    const wanted = [shape[0]!, rank, rank + 1];
    if (showShape(theta.shape) !== showShape(wanted)) {
      throw new ShapeError(
        `${name}: theta must be ${showShape(wanted)} for size ${showShape(shape)}, got ${showShape(theta.shape)}`,
      );
    }
    const spatial = shape.slice(2);
    const base = fromBytes(
      encode(places(spatial, alignCorners), theta.dtype),
      Object.freeze([numel(spatial), rank + 1]),
      theta.dtype,
      theta.device,
    );
    return reshape(matmul(base, transpose(theta, 1, 2)), [shape[0]!, ...spatial, rank]);
  }),
);
