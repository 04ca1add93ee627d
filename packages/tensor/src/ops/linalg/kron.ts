import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { reshape } from '../movement/reshape.js';

/** The Kronecker product: each element of the input times the whole of `other`. Missing dimensions count as size 1. */
export const kron: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'kron',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'elementwise',
    samples: (make) => [
      [make.tensor([2, 3]), make.tensor([4, 2])],
      // The long one keeps the suite from growing the others: results have the product of the sizes.
      [make.tensor([30]), make.tensor([2, 2])],
      [make.tensor([]), make.tensor([3])],
      [make.tensor([2, 0]), make.tensor([3])],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 'x'], error: ArgumentError, message: 'kron: other must be a tensor' },
    ],
  },
  composed((input: Tensor, other: Tensor) => {
    if (!(other instanceof Tensor))
      throw new ArgumentError(`kron: other must be a tensor, got ${describe(other)}`);
    const rank = Math.max(input.ndim, other.ndim);
    const full = (t: Tensor): number[] => [...new Array<number>(rank - t.ndim).fill(1), ...t.shape];
    const [a, b] = [full(input), full(other)];
    const left = reshape(
      input,
      a.flatMap((n) => [n, 1]),
    );
    const right = reshape(
      other,
      b.flatMap((n) => [1, n]),
    );
    return reshape(
      mul(left, right),
      a.map((n, i) => n * b[i]!),
    );
  }),
);
