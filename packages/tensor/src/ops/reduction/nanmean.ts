import type { DType } from '../../dtype.js';
import { DTypeError } from '../../errors.js';
import { defineOp, Primitive } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { div } from '../arithmetic/div.js';
import { logicalNot } from '../comparison/logical-not.js';
import { to } from '../conversion/to.js';
import { isnan } from '../pointwise/isnan.js';
import { nansum } from './nansum.js';
import { checkFloating, type ReduceAttributes, type TypedReduction, typedAttributes } from './reduction.js';
import { sum } from './sum.js';

const primitive = new Primitive<ReduceAttributes & { readonly dtype: DType }>({
  kind: 'composite',
  name: 'nanmean',
  body: ([input], { dims, keepdim, dtype }) => {
    const total = nansum(input!, dims, { keepdim, dtype });
    return [div(total, to(sum(logicalNot(isnan(input!)), dims, { keepdim }), dtype))];
  },
});

/**
 * Mean of the elements that aren't NaN; NaN where there are none.
 *
 * @param dim dimension or dimensions to average over (default: all)
 * @param options.keepdim keep reduced dimensions with size 1 (default false)
 * @param options.dtype type to cast to first
 * @throws DTypeError for integers and bool
 */
export const nanmean: Op<TypedReduction> = defineOp(
  {
    name: 'nanmean',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4, 5]), 1],
      [make.tensor([3, 4]), [0, -1], { keepdim: true }],
    ],
    errors: (make) => [
      { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'nanmean: has no rule for int64' },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const { dims, keepdim, dtype } = typedAttributes('nanmean', input, dim, options, (t) => t);
    checkFloating('nanmean', input.dtype);
    checkFloating('nanmean', dtype);
    return primitive.call([input], { dims, keepdim, dtype })[0]!;
  },
);
