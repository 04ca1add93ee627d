import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkNumber, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { sub } from '../arithmetic/sub.js';
import { norm } from './norm.js';

/**
 * The p-norm of input − other, over all elements; the two are broadcast.
 *
 * @param p order of the norm, ±∞ too (default 2)
 */
export const dist: Op<(input: Tensor, other: Tensor, p?: number | { p?: number }) => Tensor> = defineOp(
  {
    name: 'dist',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([4]), 1],
      [make.tensor([5]), make.tensor([5]), { p: 3 }],
      [make.tensor([]), make.tensor([])],
    ],
    errors: (make) => [
      { args: [make.tensor([3]), make.tensor([4])], error: ShapeError, message: 'sub: shapes [3] and [4]' },
    ],
  },
  composed((input: Tensor, other: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('dist', rest, { p: 2 });
    return norm(sub(input, other), checkNumber('dist', 'p', o.p));
  }),
);
