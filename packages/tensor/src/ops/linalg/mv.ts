import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { matmul } from './matmul.js';

/**
 * Product of a matrix and a vector.
 *
 * @param input [m, k]
 * @param vec [k]
 * @returns [m]
 * @throws ShapeError for other ranks, or when the inner dimensions differ
 */
export const mv: Op<(input: Tensor, vec: Tensor) => Tensor> = defineOp(
  {
    name: 'mv',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [[make.tensor([3, 4]), make.tensor([4])]],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), make.tensor([4, 1])],
        error: ShapeError,
        message: 'mv: expects a matrix and a vector, got [3, 4] and [4, 1]',
      },
    ],
  },
  composed((input: Tensor, vec: Tensor) => {
    if (input.ndim !== 2 || vec.ndim !== 1) {
      throw new ShapeError(
        `mv: expects a matrix and a vector, got ${showShape(input.shape)} and ${showShape(vec.shape)}`,
      );
    }
    return matmul(input, vec);
  }),
);
