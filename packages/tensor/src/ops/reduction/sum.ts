import type { DType, DTypeLike } from '../../dtype.js';
import { toDType } from '../../dtype.js';
import { sumType } from '../../promote.js';
import { normalizeDims } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import type { Dims } from '../../op/signatures.js';
import { expandReduced, reduction } from './reduction.js';

const primitive = reduction({
  name: 'sum',
  combine: 'sum',
  resultType: (_input, attributes) => attributes.dtype as DType,
  gradient: (c, [g]) => [expandReduced(c, g!)],
});

/**
 * Sum of the elements, of all or along some dimensions. Integers and bool give int64.
 *
 * @param dim dimension or dimensions to sum over (default: all)
 * @param options.keepdim keep summed dimensions with size 1 (default false)
 * @param options.dtype type to cast to before summing
 */
export const sum: Op<
  (
    input: Tensor,
    dim?: Dims | null | { dim?: Dims | null; keepdim?: boolean; dtype?: DTypeLike },
    options?: { dim?: Dims | null; keepdim?: boolean; dtype?: DTypeLike },
  ) => Tensor
> = defineOp(
  {
    name: 'sum',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4, 5]), 1],
      [make.tensor([3, 4, 5]), [0, -1], { keepdim: true }],
      [make.tensor([2, 0, 3]), 1],
      [make.tensor([]), { dtype: 'float64' }],
    ],
    errors: (make) => [{ args: [make.tensor([2, 3]), 2], error: IndexError, message: 'sum: dim 2 is out of range' }],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    const o = positionalOrNamed('sum', 'dim', dim, options, {
      dim: null as Dims | null,
      keepdim: false,
      dtype: null as DTypeLike | null,
    });
    return primitive.call([input], {
      dims: normalizeDims('sum', o.dim, input.ndim),
      keepdim: checkBoolean('sum', 'keepdim', o.keepdim),
      dtype: o.dtype === null ? sumType(input.dtype) : toDType(o.dtype),
    })[0]!;
  },
);
