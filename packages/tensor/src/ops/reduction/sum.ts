import type { DType } from '../../dtype.js';
import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { sumType } from '../../promote.js';
import type { Tensor } from '../../tensor.js';
import type { ReduceAttributes } from './reduction.js';
import {
  castForReduction,
  expandReduced,
  reduction,
  type TypedReduction,
  typedAttributes,
} from './reduction.js';

const primitive = reduction({
  name: 'sum',
  combine: 'sum',
  resultType: (_input, attributes) => attributes.dtype as DType,
  gradient: (c, [g]) => [expandReduced(c, g!)],
});

/** Attributes of `x.sum()`, by rank and dtype: made once. */
const overAll: ReduceAttributes[] = [];

function attributesOfAll(input: Tensor): ReduceAttributes {
  const at = input.shape.length * 16 + input.dtype.id;
  overAll[at] ??= Object.freeze(typedAttributes('sum', input, null, undefined, sumType));
  return overAll[at];
}

/**
 * Sum of the elements, of all or along some dimensions. Integers and bool give int64.
 *
 * @param dim dimension or dimensions to sum over (default: all)
 * @param options.keepdim keep summed dimensions with size 1 (default false)
 * @param options.dtype type to cast to before summing
 */
export const sum: Op<TypedReduction> = defineOp(
  {
    name: 'sum',
    kind: 'kernel',
    dtypes: 'number',
    complex: true,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4, 5]), 1],
      [make.tensor([3, 4, 5]), [0, -1], { keepdim: true }],
      [make.tensor([2, 0, 3]), 1],
      [make.tensor([]), { dtype: 'float64' }],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'sum: dim 2 is out of range' },
      { args: [make.tensor([2, 3]), [0, 0]], error: IndexError, message: 'sum: a dim appears twice' },
      {
        args: [make.tensor([2]), { keepDim: true }],
        error: ArgumentError,
        message: "sum: unknown option 'keepDim'",
      },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const plain = dim === undefined && options === undefined && input.dtype?.kind !== 'complex';
    if (plain) return primitive.call([input], attributesOfAll(input))[0]!;
    const attributes = typedAttributes('sum', input, dim, options, sumType, true);
    const cast = castForReduction(input, attributes.dtype);
    const result = primitive.call([cast], attributes)[0]!;
    if (cast !== input) cast.dispose();
    return result;
  },
);
