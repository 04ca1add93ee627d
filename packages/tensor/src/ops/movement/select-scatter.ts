import { IndexError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { select } from './select.js';
import { viewScatter } from './view-scatter.js';

const primitive = viewScatter<{ dim: number; index: number }>('selectScatter', (t, { dim, index }) =>
  select(t, dim, index),
);

/**
 * A copy of the input with `src` at position `index` along `dim`.
 *
 * @param src tensor of the shape of `select(input, dim, index)`
 * @param dim dimension
 * @param index position; negative ones count from the end
 */
export const selectScatter: Op<(input: Tensor, src: Tensor, dim: number, index: number) => Tensor> = defineOp(
  {
    name: 'selectScatter',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([4]), 0, 1],
      [make.tensor([2, 3]), make.tensor([2]), -1, -1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.tensor([3]), 0, 1],
        error: ShapeError,
        message: 'selectScatter: src is [3], but the window [4]',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([4]), 0, 3],
        error: IndexError,
        message: 'select: index 3 is out of range',
      },
    ],
  },
  (input: Tensor, src: Tensor, dim: number, index: number) =>
    primitive.call([input, src], { dim, index })[0]!,
);
