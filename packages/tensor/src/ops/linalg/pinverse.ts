import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkNumber, positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { pseudoinverse } from './routines/functions.js';
import { checkMatrix } from './routines/matrix.js';

/**
 * The pseudoinverse: `linalg.pinv` with singular values up to rcond · the largest counted as 0.
 *
 * @param input [*, m, n]
 * @param rcond default 1e-15
 * @returns [*, n, m]
 */
export const pinverse: Op<
  (input: Tensor, rcond?: number | { rcond?: number }, options?: { rcond?: number }) => Tensor
> = defineOp(
  {
    name: 'pinverse',
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 3]), 1e-3], [make.matrices([0, 2])]],
    errors: (make) => [
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'pinverse: input must have at least 2 dimensions, got shape [3]',
      },
    ],
  },
  composed((input: Tensor, rcond?: unknown, options?: unknown) => {
    const o = positionalOrNamed('pinverse', 'rcond', rcond, options, { rcond: 1e-15 });
    checkMatrix('pinverse', 'input', input);
    const rtol = checkNumber('pinverse', 'rcond', o.rcond);
    return pseudoinverse.call([input], { atol: 0, rtol, hermitian: false })[0]!;
  }),
);
