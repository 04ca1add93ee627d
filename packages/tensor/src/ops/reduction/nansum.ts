import type { DType } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { sumType } from '../../promote.js';
import type { Tensor } from '../../tensor.js';
import { where } from '../comparison/where.js';
import { isnan } from '../pointwise/isnan.js';
import { expandReduced, reduction, type TypedReduction, typedAttributes } from './reduction.js';

const primitive = reduction({
  name: 'nansum',
  combine: 'sum',
  resultType: (_input, attributes) => attributes.dtype as DType,
  prologue: ([x]) => (x!.dtype.kind === 'float' ? x!.isnan().where(0, x!) : x!),
  saves: [0],
  gradient: (c, [g]) => [where(isnan(c.input(0)), 0, expandReduced(c, g!))],
});

/**
 * Sum of the elements that aren't NaN. Integers and bool give int64.
 *
 * @param dim dimension or dimensions to sum over (default: all)
 * @param options.keepdim keep summed dimensions with size 1 (default false)
 * @param options.dtype type to cast to before summing
 */
export const nansum: Op<TypedReduction> = defineOp(
  {
    name: 'nansum',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4, 5]), 1],
      [make.tensor([3, 4]), [0, -1], { keepdim: true }],
      [make.tensor([0, 3]), 0],
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) =>
    primitive.call([input], typedAttributes('nansum', input, dim, options, sumType))[0]!,
);
