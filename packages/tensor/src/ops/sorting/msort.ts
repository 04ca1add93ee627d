import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { sort } from './sort.js';

/** The elements in ascending order along dim 0; the sort is stable, NaN counts as the largest. */
export const msort: Op<Unary> = defineOp(
  {
    name: 'msort',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [[make.distinct([4])], [make.distinct([3, 4])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => {
    const { values, indices } = sort(input, 0);
    indices.dispose();
    return values;
  },
);
