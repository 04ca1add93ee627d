import { DTypeError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { cat } from '../movement/cat.js';
import { narrow } from '../movement/narrow.js';
import { logaddexp } from '../pointwise/logaddexp.js';
import { checkFloating, checkTensor } from './reduction.js';

/**
 * ln Σ exp(x) of the elements so far along a dimension. By doubling: log₂ n steps, in each of which every element takes
 * up the sum that ends so many places before it. A running sum of exp(x − max) would lose whatever is far below the
 * largest element of the row.
 *
 * @param dim dimension to go along
 */
export const logcumsumexp: Op<(input: Tensor, dim: number) => Tensor> = defineOp(
  {
    name: 'logcumsumexp',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([5]), 0],
      [make.tensor([3, 6, 2]), 1],
      [make.tensor([7], { low: -1000, high: 1000 }), 0],
      [make.tensor([]), 0],
      [make.tensor([2, 0]), 1],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 1], error: IndexError, message: 'logcumsumexp: dim 1 is out of range' },
      {
        args: [make.integers([2], 0, 5), 0],
        error: DTypeError,
        message: 'logcumsumexp: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, dim: number) => {
    checkTensor('logcumsumexp', input, true);
    checkFloating('logcumsumexp', input.dtype, true);
    const d = normalizeDim('logcumsumexp', checkInteger('logcumsumexp', 'dim', dim), input.ndim);
    const n = input.shape[d] ?? 1;
    if (n < 2) return copyOf(input);
    let result = input;
    for (let step = 1; step < n; step *= 2) {
      const before = narrow(result, d, 0, n - step);
      result = cat([narrow(result, d, 0, step), logaddexp(narrow(result, d, step, n - step), before)], d);
    }
    return result;
  }),
);
