import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { toShape } from '../creation/creation.js';
import { sum } from '../reduction/sum.js';
import { reshape } from './reshape.js';

/**
 * The input summed to a shape that broadcasts to its own: the inverse of `expand`.
 *
 * @param size target sizes
 * @throws ShapeError when the target doesn't broadcast to the shape of the input
 */
export const sumToSize: Op<(input: Tensor, size: readonly number[]) => Tensor> = defineOp(
  {
    name: 'sumToSize',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    torch: 'torch.Tensor.sum_to_size',
    samples: (make) => [
      [make.tensor([3, 4]), [1, 4]],
      [make.tensor([2, 3, 4]), [3, 1]],
      [make.tensor([3, 4]), []],
      [make.tensor([3, 4]), [3, 4]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), [2, 4]],
        error: ShapeError,
        message: "sumToSize: [3, 4] can't be summed to [2, 4]",
      },
    ],
  },
  composed((input: Tensor, size: readonly number[]) => {
    const target = toShape('sumToSize', size);
    const lead = input.ndim - target.length;
    const fits = lead >= 0 && target.every((n, i) => n === 1 || n === input.shape[lead + i]);
    if (!fits) {
      throw new ShapeError(`sumToSize: ${showShape(input.shape)} can't be summed to ${showShape(target)}`);
    }
    // As in PyTorch, where a sum over nothing widens integers too.
    if (target.length === 0) return sum(input);
    const dims = input.shape.flatMap((n, i) => (i < lead || (target[i - lead] === 1 && n !== 1) ? [i] : []));
    return dims.length === 0 ? input : reshape(sum(input, dims, { keepdim: true }), target);
  }),
);
