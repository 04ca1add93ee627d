import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { broadcastShapes, normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { checkOperand } from '../complex/parts-views.js';
import { expand } from '../movement/expand.js';
import { crossProduct } from './routines/cross.js';

/**
 * The cross product of vectors of three elements along a dimension; batches broadcast.
 *
 * @param input [*, 3]
 * @param other [*, 3]
 * @param dim dimension of the vectors (default the first of size 3)
 * @throws ShapeError when its size isn't 3
 */
export const cross: Op<
  (
    input: Tensor,
    other: Tensor,
    dim?: number | null | { dim?: number | null },
    options?: { dim?: number | null },
  ) => Tensor
> = defineOp(
  {
    name: 'cross',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([3]), make.tensor([3])],
      [make.tensor([4, 3]), make.tensor([4, 3])],
      [make.tensor([3, 3]), make.tensor([3, 3]), 1],
      [make.tensor([2, 3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2])],
        error: ShapeError,
        message: 'cross: no dimension of size 3 in [2]',
      },
      {
        args: [make.tensor([3, 2]), make.tensor([3, 2]), 1],
        error: ShapeError,
        message: 'cross: dim 1 must have size 3, got shape [3, 2]',
      },
    ],
  },
  composed((input: Tensor, other: Tensor, dim?: unknown, options?: unknown) => {
    const o = positionalOrNamed('cross', 'dim', dim ?? undefined, options, { dim: null as number | null });
    checkOperand('cross', input);
    checkOperand('cross', other);
    const shape = broadcastShapes('cross', [input.shape, other.shape]);
    if (o.dim === null && !shape.includes(3))
      throw new ShapeError(`cross: no dimension of size 3 in ${showShape(shape)}`);
    const d = o.dim === null ? shape.indexOf(3) : normalizeDim('cross', o.dim, shape.length);
    if (shape[d] !== 3)
      throw new ShapeError(`cross: dim ${o.dim} must have size 3, got shape ${showShape(shape)}`);
    return crossProduct(expand(input, shape), expand(other, shape), d);
  }),
);
