import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { ofParts } from '../complex/reductions.js';
import { sqrt } from '../pointwise/sqrt.js';
import { var as varianceOf } from './var.js';
import {
  type VarianceArguments,
  variance,
  varianceAttributes,
  varianceErrors,
  varianceSamples,
  withoutMean,
} from './variance.js';

const primitive = variance('std', true);

const ofReal = (input: Tensor, dim?: unknown, options?: unknown): Tensor =>
  withoutMean(primitive.call([input], varianceAttributes('std', input, dim, options)));

/**
 * Standard deviation: the root of the variance Σ(x − mean)² / (n − correction).
 *
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.correction what is taken from the number of elements in the divisor (default 1; 0 for the population)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @throws DTypeError for integers and bool
 */
export const std: Op<(input: Tensor, ...args: VarianceArguments) => Tensor> = defineOp(
  {
    name: 'std',
    kind: 'kernel',
    dtypes: 'float',
    complex: true,
    tolerance: 'accumulate',
    samples: varianceSamples,
    errors: varianceErrors('std'),
  },
  ofParts(ofReal, varianceOf as typeof ofReal, (re, im) => sqrt(add(re, im))),
);
