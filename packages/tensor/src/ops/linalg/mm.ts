import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { matmul } from './matmul.js';

/**
 * Product of two matrices; nothing is broadcast.
 *
 * @param input [m, k]
 * @param other [k, n]
 * @returns [m, n]
 * @throws ShapeError for other ranks, or when the inner dimensions differ
 */
export const mm: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'mm',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([4, 5])],
      [make.tensor([2, 0]), make.tensor([0, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3, 4]), make.tensor([4, 5])],
        error: ShapeError,
        message: 'mm: expects two matrices, got [2, 3, 4] and [4, 5]',
      },
      {
        args: [make.tensor([3, 4]), make.tensor([3, 4])],
        error: ShapeError,
        message: 'inner dimensions differ',
      },
    ],
  },
  composed((input: Tensor, other: Tensor) => {
    if (input.ndim !== 2 || other.ndim !== 2) {
      throw new ShapeError(
        `mm: expects two matrices, got ${showShape(input.shape)} and ${showShape(other.shape)}`,
      );
    }
    return matmul(input, other);
  }),
);
