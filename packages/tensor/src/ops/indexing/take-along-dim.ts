import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { broadcastShapes, normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { gatherAlong } from './gather.js';
import { checkIndex } from './index-tensors.js';

/**
 * `gather` with broadcasting: picks elements along `dim`, the other dimensions of input and indices being broadcast.
 *
 * @param indices int64 or int32
 * @param dim dimension that the indices point into (default: the input is taken as one row)
 */
export const takeAlongDim: Op<
  (input: Tensor, indices: Tensor, dim?: number | null | { dim?: number | null }) => Tensor
> = defineOp(
  {
    name: 'takeAlongDim',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.integers([3, 1], 0, 4), 1],
      [make.tensor([3, 1]), make.integers([2, 4], 0, 3), 0],
      [make.tensor([3, 4]), make.integers([5], 0, 12)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.integers([2], 0, 3), 0],
        error: ShapeError,
        message: 'takeAlongDim: indices [2] must have as many dimensions as input [3, 4]',
      },
    ],
  },
  composed((input: Tensor, indices: Tensor, dim?: unknown) => {
    const o = positionalOrNamed('takeAlongDim', 'dim', dim, undefined, { dim: null as number | null });
    checkIndex('takeAlongDim', indices);
    if (o.dim === null)
      return gatherAlong(reshape(input, [input.length]), 0, reshape(indices, [indices.length]));
    if (indices.ndim !== input.ndim) {
      throw new ShapeError(
        `takeAlongDim: indices ${showShape(indices.shape)} must have as many dimensions as input ${showShape(input.shape)}`,
      );
    }
    const d = normalizeDim('takeAlongDim', o.dim, input.ndim);
    const others = (t: Tensor): number[] => t.shape.map((n, i) => (i === d ? 1 : n));
    const shape = broadcastShapes('takeAlongDim', [others(input), others(indices)]);
    const stretch = (t: Tensor): Tensor =>
      expand(
        t,
        shape.map((n, i) => (i === d ? t.shape[d]! : n)),
      );
    return gatherAlong(stretch(input), d, stretch(indices));
  }),
);
