import { IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { indexed } from './index-kernel.js';
import { checkIndex } from './index-tensors.js';

/**
 * Elements by their row-major position in the whole tensor.
 *
 * @param index int64 or int32, any shape
 * @returns a tensor of the shape of `index`
 * @throws IndexError for positions out of range, where the device can check
 */
export const take: Op<(input: Tensor, index: Tensor) => Tensor> = defineOp(
  {
    name: 'take',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.integers([2, 5], 0, 12)],
      [make.tensor([]), make.integers([2], 0, 1)],
      [make.tensor([3]), make.integers([], 0, 3)],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 2]), make.integers([2], 4, 5)], error: IndexError, message: 'out of range' },
      {
        args: [make.tensor([2, 2]), make.tensor([2], { dtype: 'float32' })],
        error: IndexError,
        message: 'take: index must be an int64 or int32 tensor',
      },
    ],
  },
  composed((input: Tensor, index: Tensor) =>
    indexed(reshape(input, [input.length]), [checkIndex('take', index)], { dims: [0], place: 0 }),
  ),
);
