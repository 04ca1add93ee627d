import { IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { UniqueOptions } from './groups.js';
import { groupsOf, uniqueDefaults } from './groups.js';

interface Options extends UniqueOptions {
  /** Accepted for PyTorch's sake: the result is always sorted. */
  sorted?: boolean;
}

interface Unique {
  (input: Tensor, options: Options & ({ returnInverse: true } | { returnCounts: true })): Tensor[];
  (input: Tensor, options?: Options): Tensor;
}

/**
 * The different elements in ascending order, or the different slices of a dimension in lexicographic order. How many
 * there are is read back from the device, unless `size` tells it.
 *
 * @param options.returnInverse also the place of each element in the result, int64 (default false)
 * @param options.returnCounts also how often each occurs, int64 (default false)
 * @param options.dim compare slices of this dimension (default null: elements of the flattened tensor)
 * @param options.size number of different elements, if it is known (default null)
 * @returns the elements, or an array of them with what else was asked for
 * @throws SyncReadError without `size` on devices that can't block
 */
export const unique: Op<Unique> = defineOp(
  {
    name: 'unique',
    kind: 'composite',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.integers([3, 4], 0, 6)],
      [make.distinct([5])],
      [make.integers([3, 4], 0, 6, 'int32'), { returnInverse: true, returnCounts: true }],
      [make.integers([5, 2], 0, 2), { dim: 0, returnInverse: true, returnCounts: true }],
      [make.integers([2, 6], 0, 2), { dim: 1 }],
      [make.tensor([])],
      [make.tensor([0])],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), { dim: 1 }], error: IndexError, message: 'unique: dim 1 is out of range' },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('unique', rest, { sorted: true, ...uniqueDefaults }, 0);
    checkBoolean('unique', 'sorted', o.sorted);
    return groupsOf('unique', input, o, true);
  }),
);
