import { DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { argAttributes, positionOnly } from './arg.js';
import { extremeErrors } from './extremes.js';

interface Options {
  dim?: number | null;
  keepdim?: boolean;
}

const primitive = positionOnly('argmax');

/**
 * Position of the largest element, int64: in the flattened tensor, or along a dimension. The first of equal elements
 * counts; NaN wins over all.
 *
 * @param dim dimension to search along (default: the flattened tensor)
 * @param options.keepdim keep it with size 1 (default false)
 * @throws ShapeError for an extreme of no elements
 */
export const argmax: Op<(input: Tensor, dim?: number | null | Options, options?: Options) => Tensor> =
  defineOp(
    {
      name: 'argmax',
      kind: 'kernel',
      dtypes: 'signed',
      differentiable: false,
      tolerance: 'exact',
      samples: (make) => [
        [make.distinct([3, 4])],
        [make.distinct([3, 4, 5]), 1],
        [make.distinct([3, 4, 5]), -1, { keepdim: true }],
        [make.distinct([])],
        [make.tensor([0, 3]), 1],
      ],
      errors: (make) => [
        ...extremeErrors('argmax')(make),
        { args: [make.bool([3])], error: DTypeError, message: 'argmax: has no rule for bool' },
      ],
    },
    (input: Tensor, dim?: unknown, options?: unknown) => {
      const attributes = argAttributes('argmax', input, dim, options);
      if (input.dtype.kind === 'bool')
        throw new DTypeError('argmax: has no rule for bool (it takes integer or floating-point tensors)');
      return primitive.call([input], attributes)[0]!;
    },
  );
