import { IndexError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { catAlong, checkTensors } from './cat.js';
import { unsqueeze } from './unsqueeze.js';

/**
 * Joins tensors of one shape along a new dimension.
 *
 * @param tensors tensors of equal shape
 * @param dim where the new dimension stands in the result (default 0)
 * @throws ShapeError when shapes differ
 */
export const stack: FunctionOp<(tensors: readonly Tensor[], dim?: number | { dim?: number }) => Tensor> =
  defineOp(
    {
      name: 'stack',
      kind: 'composite',
      method: false,
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [[make.tensor([2, 3]), make.tensor([2, 3])]],
        [[make.tensor([2, 3]), make.tensor([2, 3]), make.tensor([2, 3])], -1],
        [[make.tensor([]), make.tensor([])]],
      ],
      errors: (make) => [
        {
          args: [[make.tensor([2, 3]), make.tensor([2, 1])]],
          error: ShapeError,
          message: 'stack: tensor 1 is [2, 1], the first is [2, 3]; all shapes must be equal',
        },
        { args: [[make.tensor([2])], 2], error: IndexError, message: 'unsqueeze: dim 2 is out of range' },
      ],
    },
    composed((tensors: readonly Tensor[], dim?: unknown) => {
      const o = positionalOrNamed('stack', 'dim', dim, undefined, { dim: 0 });
      const list = checkTensors('stack', tensors);
      const first = list[0]!;
      list.forEach((t, i) => {
        if (!sameShape(t.shape, first.shape)) {
          throw new ShapeError(
            `stack: tensor ${i} is ${showShape(t.shape)}, the first is ${showShape(first.shape)}; all shapes must be equal`,
          );
        }
      });
      const parts = list.map((t) => unsqueeze(t, o.dim));
      return catAlong(parts, o.dim < 0 ? o.dim + first.ndim + 1 : o.dim);
    }),
  );
