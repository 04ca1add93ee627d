import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { ofParts } from '../complex/reductions.js';
import {
  type VarianceArguments,
  variance,
  varianceAttributes,
  varianceErrors,
  varianceSamples,
  withoutMean,
} from './variance.js';

const primitive = variance('var', false);

const ofReal = (input: Tensor, dim?: unknown, options?: unknown): Tensor =>
  withoutMean(primitive.call([input], varianceAttributes('var', input, dim, options)));

/**
 * Variance: Σ(x − mean)² / (n − correction). As a function it has a name that JavaScript reserves: write `x.var()`, or
 * import it as `{ var as variance }`.
 *
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.correction what is taken from the number of elements in the divisor (default 1; 0 for the population)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @throws DTypeError for integers and bool
 */
const ofElements: Op<(input: Tensor, ...args: VarianceArguments) => Tensor> = defineOp(
  {
    name: 'var',
    kind: 'kernel',
    dtypes: 'float',
    complex: true,
    tolerance: 'accumulate',
    samples: varianceSamples,
    errors: varianceErrors('var'),
  },
  ofParts(ofReal, ofReal, (re, im) => add(re, im)),
);

export { ofElements as var };
