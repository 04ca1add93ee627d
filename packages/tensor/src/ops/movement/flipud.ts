import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { flip } from './flip.js';

/**
 * A copy with the rows in reverse order: flipped along dim 0.
 *
 * @throws ShapeError for a 0-dim tensor
 */
export const flipud: Op<Unary> = defineOp(
  {
    name: 'flipud',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([5])], [make.tensor([0, 2])]],
    errors: (make) => [
      {
        args: [make.tensor([])],
        error: ShapeError,
        message: 'flipud: input needs at least 1 dimension, got []',
      },
    ],
  },
  (input: Tensor) => {
    if (input.ndim < 1) throw new ShapeError('flipud: input needs at least 1 dimension, got []');
    return flip(input, [0]);
  },
);
