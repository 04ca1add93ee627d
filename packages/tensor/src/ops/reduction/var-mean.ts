import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import {
  ofComplexParts,
  type VarianceArguments,
  variance,
  varianceAttributes,
  varianceErrors,
  varianceSamples,
  withMean,
} from './variance.js';

const primitive = variance('varMean', false);

const ofReal = (input: Tensor, dim?: unknown, options?: unknown): [Tensor, Tensor] =>
  withMean(input, primitive.call([input], varianceAttributes('varMean', input, dim, options)));

const ofComplex = composed((input: Tensor, dim?: unknown, options?: unknown) =>
  ofComplexParts(
    input,
    (part) => ofReal(part, dim, options),
    (re, im) => add(re, im),
  ),
);

/**
 * Variance and mean, as `[variance, mean]`.
 *
 * @param dim dimension or dimensions to reduce (default: all)
 * @param options.correction what is taken from the number of elements in the divisor (default 1; 0 for the population)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @throws DTypeError for integers and bool
 */
export const varMean: FunctionOp<(input: Tensor, ...args: VarianceArguments) => [Tensor, Tensor]> = defineOp(
  {
    name: 'varMean',
    kind: 'kernel',
    method: false,
    dtypes: 'float',
    complex: true,
    tolerance: 'accumulate',
    samples: varianceSamples,
    errors: varianceErrors('varMean'),
  },
  (input: Tensor, dim?: unknown, options?: unknown) =>
    input instanceof Tensor && input.dtype.kind === 'complex'
      ? ofComplex(input, dim, options)
      : ofReal(input, dim, options),
);
