import { ArgumentError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { indexed } from './index-kernel.js';
import { parseItems } from './items.js';
import type { Index } from './slice.js';
import { slice } from './slice.js';

/**
 * Python's `input[…]`: `x.at(0, slice(1, 5), null, '...')`. Integers, slices, null and `'...'` give a view; arrays and
 * tensors give a copy, by PyTorch's rules: integer tensors broadcast with each other, bool tensors stand for the
 * positions where they are true, and the dims of the index stand where its tensors stood if those are neighbours, else
 * in front.
 *
 * @param items one for each dimension from the first on; `'...'` stands for as many dimensions as are left over
 * @throws IndexError for positions out of range, too many items, float tensors, and masks that don't fit
 * @throws SyncReadError for bool tensors on devices that can't block: the size of the result depends on them
 */
export const at: Op<(input: Tensor, ...items: Index[]) => Tensor> = defineOp(
  {
    name: 'at',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: null,
    samples: (make) => [
      [make.tensor([3, 4]), 1],
      [make.tensor([5, 4]), slice(1, 5, 2), -1],
      [make.tensor([2, 3, 4]), '...', 2],
      [make.tensor([2, 3]), null, slice(null, -1)],
      [make.tensor([4, 3]), [0, -1, 2]],
      [make.tensor([4, 3, 2]), make.integers([2, 2], 0, 4), slice(1, 3), make.integers([2], 0, 2)],
      [make.tensor([4, 3, 2]), slice(), make.integers([2, 1], 0, 3), make.integers([3], 0, 2)],
      [make.tensor([3, 2]), make.bool([3])],
      [make.tensor([3, 2]), make.bool([3, 2])],
      [make.tensor([]), '...'],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 2],
        error: IndexError,
        message: 'at: index 2 is out of range for dim 0 of [2, 3]',
      },
      { args: [make.tensor([2]), 0, 0], error: IndexError, message: 'at: 2 indices for the 1 dims' },
      {
        args: [make.tensor([2]), '...', '...'],
        error: IndexError,
        message: "at: an index can have only one '...'",
      },
      {
        args: [make.tensor([2]), 0.5],
        error: IndexError,
        message: 'at: an index must be an integer, got 0.5',
      },
      {
        args: [make.tensor([2]), 'x'],
        error: ArgumentError,
        message: 'at: an index is an integer, slice(…)',
      },
      {
        args: [make.tensor([2]), make.tensor([2], { dtype: 'float32' })],
        error: IndexError,
        message: 'at: index tensors must be int64, int32 or bool with dimensions, got a float32 tensor',
      },
      {
        args: [make.tensor([2, 3]), make.bool([3])],
        error: IndexError,
        message: "at: mask [3] doesn't fit dims 0 to 0",
      },
      {
        args: [make.tensor([2, 3]), make.integers([2], 0, 2), make.integers([3], 0, 2)],
        error: IndexError,
        message: "at: index tensors of shapes [2] and [3] don't broadcast",
      },
      { args: [make.tensor([2, 3]), make.integers([2], 2, 3)], error: IndexError, message: 'out of range' },
    ],
  },
  composed((input: Tensor, ...items: readonly Index[]) => {
    if (!(input instanceof Tensor))
      throw new ArgumentError(`at: input must be a tensor, got ${describe(input)}`);
    const { view, indices, dims, place } = parseItems('at', input, items);
    return indices.length === 0 ? view : indexed(view, indices, { dims, place });
  }),
);
