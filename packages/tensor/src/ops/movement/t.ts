import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { transpose } from './transpose.js';

/**
 * A view of a matrix with rows and columns exchanged; tensors of fewer dimensions are returned as they are.
 *
 * @throws ShapeError for more than two dimensions
 */
export const t: Op<Unary> = defineOp(
  {
    name: 't',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([5])], [make.tensor([])]],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 4])],
        error: ShapeError,
        message: 't: expects at most 2 dimensions, got [2, 3, 4]; use mT, transpose or permute',
      },
    ],
  },
  (input: Tensor) => {
    if (input.ndim > 2) {
      throw new ShapeError(
        `t: expects at most 2 dimensions, got ${showShape(input.shape)}; use mT, transpose or permute`,
      );
    }
    return input.ndim < 2 ? input : transpose(input, 0, 1);
  },
);
