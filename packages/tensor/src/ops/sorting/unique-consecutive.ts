import { IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { UniqueOptions } from './groups.js';
import { groupsOf, uniqueDefaults } from './groups.js';

interface UniqueConsecutive {
  (input: Tensor, options: UniqueOptions & ({ returnInverse: true } | { returnCounts: true })): Tensor[];
  (input: Tensor, options?: UniqueOptions): Tensor;
}

/**
 * The first element of each run of equal ones, or the first slice of each run along a dimension. How many there are is
 * read back from the device, unless `size` tells it.
 *
 * @param options.returnInverse also the run of each element, int64 (default false)
 * @param options.returnCounts also the length of each run, int64 (default false)
 * @param options.dim compare slices of this dimension (default null: elements of the flattened tensor)
 * @param options.size number of runs, if it is known (default null)
 * @returns the elements, or an array of them with what else was asked for
 * @throws SyncReadError without `size` on devices that can't block
 */
export const uniqueConsecutive: Op<UniqueConsecutive> = defineOp(
  {
    name: 'uniqueConsecutive',
    kind: 'composite',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.integers([3, 4], 0, 2)],
      [make.integers([9], 0, 2, 'int32'), { returnInverse: true, returnCounts: true }],
      [make.integers([6, 1], 0, 2), { dim: 0, returnInverse: true, returnCounts: true }],
      [make.tensor([])],
      [make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), { dim: 1 }],
        error: IndexError,
        message: 'uniqueConsecutive: dim 1 is out of range',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) =>
    groupsOf('uniqueConsecutive', input, parseArguments('uniqueConsecutive', rest, uniqueDefaults, 0), false),
  ),
);
