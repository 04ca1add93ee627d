import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { flip } from './flip.js';

/**
 * A copy with the columns in reverse order: flipped along dim 1.
 *
 * @throws ShapeError for fewer than two dimensions
 */
export const fliplr: Op<Unary> = defineOp(
  {
    name: 'fliplr',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([2, 3, 2])], [make.tensor([2, 0])]],
    errors: (make) => [
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'fliplr: input needs at least 2 dimensions, got [3]',
      },
    ],
  },
  (input: Tensor) => {
    if (input.ndim < 2) {
      throw new ShapeError(`fliplr: input needs at least 2 dimensions, got ${showShape(input.shape)}`);
    }
    return flip(input, [1]);
  },
);
