import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { split } from './split.js';

/**
 * Views of consecutive parts of the given sizes along a dimension.
 *
 * @param splitSizes sizes of the parts
 * @param dim dimension to split (default 0)
 * @throws ShapeError when the sizes don't sum to that of the dimension
 */
export const splitWithSizes: Op<
  (input: Tensor, splitSizes: readonly number[], dim?: number | { dim?: number }) => Tensor[]
> = defineOp(
  {
    name: 'splitWithSizes',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([5, 2]), [2, 3]],
      [make.tensor([2, 6]), [1, 2, 3], 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([5, 2]), [2, 2]],
        error: ShapeError,
        message: 'split: sizes [2, 2] sum to 4, but dim 0 has size 5',
      },
    ],
  },
  (input: Tensor, splitSizes: readonly number[], ...rest: unknown[]) => {
    const o = parseArguments('splitWithSizes', rest, { dim: 0 });
    return split(input, checkIntegers('splitWithSizes', 'splitSizes', splitSizes), o.dim);
  },
);
