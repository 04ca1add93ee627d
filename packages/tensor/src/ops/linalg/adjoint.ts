import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { conj } from '../complex/conj.js';
import { checkOperand } from '../complex/parts-views.js';
import { mT } from './routines/matrix.js';

/**
 * The last two dimensions exchanged and the elements conjugated; of a real tensor a view.
 *
 * @param input [*, m, n]
 * @returns [*, n, m]
 */
export const adjoint: Op<(input: Tensor) => Tensor> = defineOp(
  {
    name: 'adjoint',
    kind: 'view',
    dtypes: 'any',
    complex: true,
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([2, 0, 3])]],
    errors: (make) => [
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'adjoint: input must have at least 2 dimensions, got shape [3]',
      },
    ],
  },
  (input: Tensor) => {
    checkOperand('adjoint', input);
    if (input.ndim < 2)
      throw new ShapeError(
        `adjoint: input must have at least 2 dimensions, got shape ${showShape(input.shape)}`,
      );
    return mT(input.dtype.kind === 'complex' ? conj(input) : input);
  },
);
