import type { DType } from '../../dtype.js';
import { DTypeError } from '../../errors.js';
import { param } from '../../expr/scalar.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import type { ReduceAttributes } from './reduction.js';
import {
  castForReduction,
  checkFloating,
  expandReduced,
  reducedCount,
  reduction,
  type TypedReduction,
  typedAttributes,
} from './reduction.js';

const primitive = reduction({
  name: 'mean',
  combine: 'sum',
  resultType: (_input, attributes) => attributes.dtype as DType,
  epilogue: (sum) => sum.div(param(0, sum.dtype)),
  params: (shape, attributes) => [reducedCount(shape, attributes)],
  gradient: (c, [g]) => {
    const n = reducedCount(c.shape(0), c.attributes as ReduceAttributes);
    // Divided while it is small.
    return [expandReduced(c, div(g!, n))];
  },
});

/**
 * Arithmetic mean of the elements, of all or along some dimensions; NaN of none.
 *
 * @param dim dimension or dimensions to average over (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @param options.dtype type to cast to first; needed for integers, which have no mean of their own type
 * @throws DTypeError for integers and bool
 */
export const mean: Op<TypedReduction> = defineOp(
  {
    name: 'mean',
    kind: 'kernel',
    dtypes: 'float',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4, 5]), 1],
      [make.tensor([3, 4, 5]), [0, -1], { keepdim: true }],
      [make.tensor([0, 3]), 1],
      [make.tensor([])],
      [make.integers([4], 0, 9), { dtype: 'float32' }],
    ],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'mean: has no rule for int64' },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const attributes = typedAttributes('mean', input, dim, options, (t) => t, true);
    checkFloating('mean', attributes.dtype, true);
    const cast = castForReduction(input, attributes.dtype);
    const result = primitive.call([cast], attributes)[0]!;
    if (cast !== input) cast.dispose();
    return result;
  },
);
