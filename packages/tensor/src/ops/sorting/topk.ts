import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, positionalOrNamed } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sortDim, sorting } from './sorting.js';

interface Options {
  dim?: number;
  largest?: boolean;
  sorted?: boolean;
}

const primitive = sorting('topk');

/**
 * The k largest (or smallest) elements along a dimension, in order, and where they were: `[values, indices]`. NaN counts
 * as the largest.
 *
 * @param k how many, at most the size of the dimension
 * @param dim dimension to search along (default −1)
 * @param options.largest false: the smallest (default true)
 * @param options.sorted accepted for PyTorch's sake: the result is always in order
 * @throws IndexError when k is out of range
 */
export const topk: Op<
  (input: Tensor, k: number, dim?: number | Options, options?: Options) => ValuesIndices
> = defineOp(
  {
    name: 'topk',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4]), 2],
      [make.distinct([3, 4]), 3, 0],
      [make.distinct([2, 3, 4]), 2, 1, { largest: false }],
      [make.distinct([]), 1],
      [make.distinct([4]), 0],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 3],
        error: IndexError,
        message: 'topk: k is 3, but dim 0 of shape [2] has only 2 elements',
      },
      { args: [make.tensor([2]), -1], error: ArgumentError, message: 'topk: k must be an integer ≥ 0' },
    ],
  },
  (input: Tensor, k: number, dim?: unknown, options?: unknown) => {
    const o = positionalOrNamed('topk', 'dim', dim, options, { dim: -1, largest: true, sorted: true });
    const [d, size] = sortDim('topk', input, o.dim);
    checkInteger('topk', 'k', k, 0);
    checkBoolean('topk', 'sorted', o.sorted);
    if (k > size) {
      throw new IndexError(
        `topk: k is ${k}, but dim ${d} of shape ${showShape(input.shape)} has only ${size} elements`,
      );
    }
    const descending = checkBoolean('topk', 'largest', o.largest);
    const [values, indices] = primitive.call([input], { dim: d, count: k, descending });
    return valuesIndices(values!, indices!);
  },
);
