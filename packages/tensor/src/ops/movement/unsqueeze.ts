import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { shapeView } from './view.js';

const primitive = shapeView('unsqueeze');

/**
 * A view with a new dimension of size 1.
 *
 * @param dim where the new dimension stands in the result; −1 is the last
 */
export const unsqueeze: Op<(input: Tensor, dim: number) => Tensor> = defineOp(
  {
    name: 'unsqueeze',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0],
      [make.tensor([3, 4]), -1],
      [make.tensor([]), 0],
      [make.tensor([2, 0]), 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 3],
        error: IndexError,
        message: 'unsqueeze: dim 3 is out of range for a 2-dim tensor (expected -3 to 2)',
      },
    ],
  },
  (input: Tensor, dim: number) => {
    const n = input.ndim + 1;
    if (!Number.isInteger(dim) || dim < -n || dim >= n) {
      throw new IndexError(
        `unsqueeze: dim ${String(dim)} is out of range for a ${input.ndim}-dim tensor (expected ${-n} to ${n - 1})`,
      );
    }
    const at = dim < 0 ? dim + n : dim;
    const shape = checkShape('unsqueeze', [...input.shape.slice(0, at), 1, ...input.shape.slice(at)]);
    return primitive.call([input], { shape })[0]!;
  },
);
