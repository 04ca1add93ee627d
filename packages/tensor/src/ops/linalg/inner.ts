import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { contract } from './tensordot.js';

/** Sum of the products over the last dimensions of two tensors; with a 0-dim one, their product. */
export const inner: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'inner',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([4]), make.tensor([4])],
      [make.tensor([2, 3]), make.tensor([4, 3])],
      [make.tensor([2, 3]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'inner: the last dimensions of [2, 3] and [2] differ (3 ≠ 2)',
      },
    ],
  },
  composed((input: Tensor, other: Tensor) => {
    if (input.ndim === 0 || other.ndim === 0) return mul(input, other);
    const [n, m] = [input.shape[input.ndim - 1]!, other.shape[other.ndim - 1]!];
    if (n !== m) {
      throw new ShapeError(
        `inner: the last dimensions of ${showShape(input.shape)} and ${showShape(other.shape)} differ (${n} ≠ ${m})`,
      );
    }
    return contract(input, other, [input.ndim - 1], [other.ndim - 1]);
  }),
);
