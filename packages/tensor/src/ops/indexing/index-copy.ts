import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { putAlong } from './along-dim.js';

const copy = composed(
  (input: Tensor, dim: number, index: Tensor, source: Tensor, inPlace: boolean): Tensor =>
    putAlong('indexCopy', input, dim, index, source, 'set', inPlace),
);

/**
 * A copy of the input with `source` at positions along `dim`: out[…, index[k], …] = source[…, k, …]. When a position
 * occurs twice it isn't defined which part stays.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, 1-dim
 * @param source the input's shape and dtype, with the length of the index at `dim`
 */
export const indexCopy: InplaceOp<(input: Tensor, dim: number, index: Tensor, source: Tensor) => Tensor> =
  defineOp(
    {
      name: 'indexCopy',
      kind: 'kernel',
      dtypes: 'any',
      tolerance: 'exact',
      samples: (make) => [
        [make.tensor([3, 4]), 0, make.integers([1], 0, 3), make.tensor([1, 4])],
        [make.tensor([2, 3]), -1, make.integers([1], 0, 3), make.tensor([2, 1])],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3, 4]), 0, make.integers([2], 0, 3), make.tensor([2, 3])],
          error: ShapeError,
          message: 'indexCopy: source must be [2, 4], got [2, 3]',
        },
      ],
      inplace: (target: Tensor, dim: number, index: Tensor, source: Tensor) =>
        copy(target, dim, index, source, true),
    },
    (input: Tensor, dim: number, index: Tensor, source: Tensor) => copy(input, dim, index, source, false),
  );
