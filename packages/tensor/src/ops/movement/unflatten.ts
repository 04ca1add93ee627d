import { IndexError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkIntegers } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';
import { inferSizes } from './view-strides.js';

/**
 * Splits a dimension into several.
 *
 * @param dim dimension to split
 * @param sizes sizes of the parts; one may be −1 and is worked out
 * @throws ShapeError when the sizes don't multiply to that of the dimension
 */
export const unflatten: Op<(input: Tensor, dim: number, sizes: readonly number[]) => Tensor> = defineOp(
  {
    name: 'unflatten',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([2, 6]), 1, [2, 3]],
      [make.tensor([6, 2]), 0, [-1, 2]],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 6]), 1, [4, 2]], error: ShapeError, message: 'unflatten: [6] (6 elements)' },
      {
        args: [make.tensor([]), 0, [1]],
        error: IndexError,
        message: 'unflatten: a 0-dim tensor has no dimension',
      },
    ],
  },
  (input: Tensor, dim: number, sizes: readonly number[]) => {
    if (input.ndim === 0) throw new IndexError('unflatten: a 0-dim tensor has no dimension to split');
    const d = normalizeDim('unflatten', dim, input.ndim);
    const parts = inferSizes('unflatten', [input.shape[d]!], checkIntegers('unflatten', 'sizes', sizes));
    return reshape(input, [...input.shape.slice(0, d), ...parts, ...input.shape.slice(d + 1)]);
  },
);
