import { IndexError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { sort } from './sort.js';

interface Options {
  dim?: number;
  descending?: boolean;
  stable?: boolean;
}

/**
 * Positions that would sort the elements along a dimension, int64.
 *
 * @param dim dimension to sort along (default −1)
 * @param options.descending largest first (default false)
 * @param options.stable accepted for PyTorch's sake: the sort is always stable
 */
export const argsort: Op<(input: Tensor, dim?: number | Options, options?: Options) => Tensor> = defineOp(
  {
    name: 'argsort',
    kind: 'composite',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4])],
      [make.distinct([3, 4]), 0],
      [make.distinct([2, 3, 4]), { dim: 1, descending: true }],
      [make.distinct([])],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 1], error: IndexError, message: 'sort: dim 1 is out of range' },
    ],
  },
  (input: Tensor, dim?: number | Options, options?: Options) =>
    withoutGrad(() => {
      const { values, indices } = sort(input, dim, options);
      values.dispose();
      return indices;
    }),
);
