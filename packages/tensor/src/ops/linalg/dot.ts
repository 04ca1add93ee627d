import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { matmul } from './matmul.js';

/**
 * Σ input · other of two vectors.
 *
 * @param input [n]
 * @param other [n]
 * @returns 0-dim tensor
 * @throws ShapeError for other ranks or different lengths
 */
export const dot: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'dot',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([4]), make.tensor([4])],
      [make.tensor([0]), make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([4])],
        error: ShapeError,
        message: 'dot: expects two vectors of one length, got [3] and [4]',
      },
    ],
  },
  composed((input: Tensor, other: Tensor) => {
    if (input.ndim !== 1 || other.ndim !== 1 || input.length !== other.length) {
      throw new ShapeError(
        `dot: expects two vectors of one length, got ${showShape(input.shape)} and ${showShape(other.shape)}`,
      );
    }
    return matmul(input, other);
  }),
);
