import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { clamp } from '../arithmetic/clamp.js';
import { div } from '../arithmetic/div.js';
import { complex } from '../complex/complex.js';
import { imag } from '../complex/imag.js';
import { real } from '../complex/real.js';
import { diagonal } from '../movement/diagonal.js';
import { unsqueeze } from '../movement/unsqueeze.js';
import { sqrt } from '../pointwise/sqrt.js';
import { cov } from './cov.js';

/**
 * Pearson's correlation coefficients of variables (rows) from observations (columns): [rows, rows], or 0-dim for one
 * variable.
 *
 * @param input [variables, observations] or [observations]
 */
export const corrcoef: Op<Unary> = defineOp(
  {
    name: 'corrcoef',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'accumulate',
    // The diagonal is 1 up to rounding, where the clamp hides it or not: gradients there are 0 by theory only.
    samples: (make) => [[make.tensor([3, 5])], [make.tensor([4])]],
    errors: (make) => [
      { args: [make.tensor([2, 2, 2])], error: ShapeError, message: 'cov: expects at most two dimensions' },
    ],
  },
  composed((input: Tensor) => {
    const c = cov(input);
    if (c.ndim === 0) return div(c, c);
    const isComplex = c.dtype.kind === 'complex';
    const variances = diagonal(c);
    const deviation = sqrt(isComplex ? real(variances) : variances);
    const r = div(div(c, unsqueeze(deviation, 1)), unsqueeze(deviation, 0));
    return isComplex ? complex(clamp(real(r), -1, 1), clamp(imag(r), -1, 1)) : clamp(r, -1, 1);
  }),
);
