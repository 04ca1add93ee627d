import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { matmul } from './matmul.js';

/**
 * Products of two batches of matrices; nothing is broadcast.
 *
 * @param input [b, m, k]
 * @param other [b, k, n]
 * @returns [b, m, n]
 * @throws ShapeError for other ranks, or when batches or inner dimensions differ
 */
export const bmm: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'bmm',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([2, 3, 4]), make.tensor([2, 4, 5])],
      [make.tensor([0, 3, 4]), make.tensor([0, 4, 5])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([1, 3, 4]), make.tensor([2, 4, 5])],
        error: ShapeError,
        message: 'bmm: expects two batches of matrices of one size, got [1, 3, 4] and [2, 4, 5]',
      },
    ],
  },
  composed((input: Tensor, other: Tensor) => {
    if (input.ndim !== 3 || other.ndim !== 3 || input.shape[0] !== other.shape[0]) {
      throw new ShapeError(
        `bmm: expects two batches of matrices of one size, got ${showShape(input.shape)} and ${showShape(other.shape)}`,
      );
    }
    return matmul(input, other);
  }),
);
