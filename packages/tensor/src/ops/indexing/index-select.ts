import { IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import { checkPositions } from './along-dim.js';
import { indexed } from './index-kernel.js';

/**
 * The positions `index` along `dim`: out[…, k, …] = input[…, index[k], …].
 *
 * @param dim dimension to choose from
 * @param index int64 or int32, 1-dim or 0-dim
 * @throws IndexError for positions out of range, where the device can check
 */
export const indexSelect: Op<(input: Tensor, dim: number, index: Tensor) => Tensor> = defineOp(
  {
    name: 'indexSelect',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([5], 0, 3)],
      [make.tensor([2, 3, 4]), -1, make.integers([2], 0, 4)],
      [make.tensor([4]), 0, make.integers([], 0, 4)],
      [make.tensor([3, 4]), 1, make.integers([0], 0, 4)],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), 0, make.integers([2, 2], 0, 3)],
        error: IndexError,
        message: 'indexSelect: index must be 1-dim or 0-dim, got [2, 2]',
      },
      {
        args: [make.tensor([3, 4]), 2, make.integers([2], 0, 3)],
        error: IndexError,
        message: 'dim 2 is out of range',
      },
      {
        args: [make.tensor([3, 4]), 0, make.integers([2], 3, 4)],
        error: IndexError,
        message: 'out of range',
      },
    ],
  },
  composed((input: Tensor, dim: number, index: Tensor) => {
    const d = normalizeDim('indexSelect', dim, input.ndim);
    const positions = checkPositions('indexSelect', index);
    if (input.ndim > 0) return indexed(input, [positions], { dims: [d], place: d });
    return reshape(indexed(reshape(input, [1]), [positions], { dims: [0], place: 0 }), []);
  }),
);
