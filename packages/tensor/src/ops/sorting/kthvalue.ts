import { ArgumentError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, parseArguments } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { narrow } from '../movement/narrow.js';
import { select } from '../movement/select.js';
import { sortDim, sorting } from './sorting.js';

interface Options {
  dim?: number;
  keepdim?: boolean;
}

const primitive = sorting('kthvalue');

/**
 * The k-th smallest element along a dimension, and where it is: `[values, indices]`. NaN counts as the largest.
 *
 * @param k from 1 to the size of the dimension
 * @param dim dimension to search along (default −1)
 * @param options.keepdim keep it with size 1 (default false)
 */
export const kthvalue: Op<
  (input: Tensor, k: number, dim?: number | Options, options?: Options) => ValuesIndices
> = defineOp(
  {
    name: 'kthvalue',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4]), 2],
      [make.distinct([3, 4]), 3, 0],
      [make.distinct([2, 3, 4]), 1, 1, { keepdim: true }],
      [make.distinct([]), 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 3],
        error: IndexError,
        message: 'kthvalue: k is 3, but dim 0 of shape [2] has only 2 elements',
      },
      { args: [make.tensor([2]), 0], error: ArgumentError, message: 'kthvalue: k must be an integer ≥ 1' },
    ],
  },
  composed((input: Tensor, k: number, ...rest: unknown[]) => {
    const o = parseArguments('kthvalue', rest, { dim: -1, keepdim: false }, 1);
    const [d, size] = sortDim('kthvalue', input, o.dim);
    const keepdim = checkBoolean('kthvalue', 'keepdim', o.keepdim);
    checkInteger('kthvalue', 'k', k, 1);
    if (k > size) {
      throw new IndexError(
        `kthvalue: k is ${k}, but dim ${d} of shape ${showShape(input.shape)} has only ${size} elements`,
      );
    }
    const [values, indices] = primitive.call([input], { dim: d, count: k, descending: false });
    if (input.ndim === 0) return valuesIndices(values!, indices!);
    const last = (t: Tensor): Tensor => (keepdim ? narrow(t, d, k - 1, 1) : select(t, d, k - 1));
    return valuesIndices(last(values!), last(indices!));
  }),
);
