import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { sortDim, sorting } from './sorting.js';

interface Options {
  dim?: number;
  descending?: boolean;
  stable?: boolean;
}

const primitive = sorting('sort');

/**
 * The elements in order along a dimension, and where they were: `[values, indices]`. NaN counts as the largest. The
 * sort is always stable.
 *
 * @param dim dimension to sort along (default −1)
 * @param options.descending largest first (default false)
 * @param options.stable accepted for PyTorch's sake
 */
export const sort: Op<(input: Tensor, dim?: number | Options, options?: Options) => ValuesIndices> = defineOp(
  {
    name: 'sort',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4])],
      [make.distinct([3, 4]), 0],
      [make.distinct([2, 3, 4]), 1, { descending: true }],
      [make.distinct([])],
      [make.tensor([2, 0])],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 1], error: IndexError, message: 'sort: dim 1 is out of range' },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const o = positionalOrNamed('sort', 'dim', dim, options, { dim: -1, descending: false, stable: false });
    const [d, count] = sortDim('sort', input, o.dim);
    checkBoolean('sort', 'stable', o.stable);
    const descending = checkBoolean('sort', 'descending', o.descending);
    const [values, indices] = primitive.call([input], { dim: d, count, descending });
    return valuesIndices(values!, indices!);
  },
);
