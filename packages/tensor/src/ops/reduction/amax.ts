import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { extreme, extremeErrors, extremeSamples } from './extremes.js';
import { type Reduction, reduceAttributes } from './reduction.js';

const primitive = extreme('amax', 'max');

/**
 * Largest element, of all or along some dimensions; NaN where there is one. Equal elements share the gradient.
 *
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @throws ShapeError for an extreme of no elements
 */
export const amax: Op<Reduction> = defineOp(
  {
    name: 'amax',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'exact',
    samples: extremeSamples,
    errors: extremeErrors('amax'),
  },
  (input: Tensor, dim?: unknown, options?: unknown) =>
    primitive.call([input], reduceAttributes('amax', input, dim, options))[0]!,
);
