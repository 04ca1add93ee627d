import { bool, uint8 } from '../../dtype.js';
import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { ofTruth } from '../complex/reductions.js';
import { type Reduction, reduceAttributes, reduction } from './reduction.js';

const primitive = reduction({
  name: 'all',
  combine: 'all',
  accumulate: () => bool,
  // PyTorch keeps uint8, its bool of old times.
  resultType: (input) => (input === uint8 ? uint8 : bool),
});

/**
 * Whether all elements are true (not 0), of all or along some dimensions; of none: true.
 *
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 */
export const all: Op<Reduction> = defineOp(
  {
    name: 'all',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.bool([3, 4])],
      [make.bool([3, 4, 5]), 1],
      [make.tensor([3, 2]), [0, -1], { keepdim: true }],
      [make.integers([4, 2], 0, 2), 0],
      [make.bool([0, 3]), 0],
      [make.bool([])],
    ],
    errors: (make) => [
      { args: [make.bool([2, 3]), 2], error: IndexError, message: 'all: dim 2 is out of range' },
    ],
  },
  ofTruth(
    (input: Tensor, dim?: unknown, options?: unknown) =>
      primitive.call([input], reduceAttributes('all', input, dim, options))[0]!,
  ),
);
