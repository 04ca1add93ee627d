import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { unsqueeze } from '../movement/unsqueeze.js';

/**
 * All products of the elements of two vectors.
 *
 * @param input [m]
 * @param vec2 [n]
 * @returns [m, n]
 * @throws ShapeError for other ranks
 */
export const outer: Op<(input: Tensor, vec2: Tensor) => Tensor> = defineOp(
  {
    name: 'outer',
    kind: 'composite',
    dtypes: 'signed',
    complex: true,
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([3]), make.tensor([4])],
      [make.tensor([0]), make.tensor([2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 1]), make.tensor([4])],
        error: ShapeError,
        message: 'outer: expects two vectors, got [3, 1] and [4]',
      },
    ],
  },
  composed((input: Tensor, vec2: Tensor) => {
    if (input.ndim !== 1 || vec2.ndim !== 1) {
      throw new ShapeError(
        `outer: expects two vectors, got ${showShape(input.shape)} and ${showShape(vec2.shape)}`,
      );
    }
    return mul(unsqueeze(input, 1), vec2);
  }),
);

/** The same as `outer`. */
export const ger: typeof outer = outer;
