import { DTypeError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { scatterAlong } from './scatter-kernel.js';

/**
 * A copy of the input to which elements are added: out[index[i][j]][j] += src[i][j] for dim 0, and so on. Positions may
 * occur repeatedly.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, with as many dimensions as the input
 * @param src tensor at least as large as the index, of the input's dtype
 * @throws IndexError for positions out of range, where the device can check
 */
export const scatterAdd: InplaceOp<(input: Tensor, dim: number, index: Tensor, src: Tensor) => Tensor> =
  defineOp(
    {
      name: 'scatterAdd',
      kind: 'kernel',
      dtypes: 'signed',
      tolerance: 'accumulate',
      samples: (make) => [
        [make.tensor([3, 4]), 0, make.integers([5, 4], 0, 3), make.tensor([5, 4])],
        [make.tensor([3, 4]), 1, make.integers([2, 3], 0, 4), make.tensor([2, 3])],
        [make.tensor([2]), 0, make.integers([6], 0, 2), make.tensor([6])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3]), 0, make.integers([4], 0, 3), make.tensor([2])],
          error: ShapeError,
          message: 'scatterAdd: index [4] is larger than src [2] in dim 0',
        },
        {
          args: [make.tensor([3]), 0, make.integers([2], 0, 3), make.tensor([2], { dtype: 'float16' })],
          error: DTypeError,
          message: 'but src is float16',
        },
      ],
      inplace: (target: Tensor, dim: number, index: Tensor, src: Tensor) =>
        scatterAlong('scatterAdd', target, dim, index, src, 'add', true),
    },
    (input: Tensor, dim: number, index: Tensor, src: Tensor) =>
      scatterAlong('scatterAdd', input, dim, index, src, 'add', false),
  );
