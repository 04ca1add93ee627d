import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type DiagonalOptions, diagonalBackward } from './diagonal.js';

/**
 * Zeros with the last dimension of the input on a diagonal of two new dimensions.
 *
 * @param offset 0 is the main diagonal, positive ones lie above it (default 0)
 * @param options.dim1 first of the new dimensions (default −2)
 * @param options.dim2 second of the new dimensions (default −1)
 */
export const diagEmbed: Op<
  (input: Tensor, offset?: number | DiagonalOptions, options?: DiagonalOptions) => Tensor
> = defineOp(
  {
    name: 'diagEmbed',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3])],
      [make.tensor([2, 3]), 1],
      [make.tensor([2, 3]), -2, { dim1: 0, dim2: 2 }],
      [make.tensor([2, 3]), { dim1: 2, dim2: 0, offset: 1 }],
      [make.tensor([2, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), { dim1: 1 }],
        error: IndexError,
        message: 'diagEmbed: dim1 and dim2 are the same dimension, 1',
      },
      { args: [make.tensor([])], error: IndexError, message: 'diagEmbed: a 0-dim tensor' },
    ],
  },
  (input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('diagEmbed', rest, { offset: 0, dim1: -2, dim2: -1 }, 1);
    const offset = checkInteger('diagEmbed', 'offset', o.offset);
    if (input.ndim === 0) throw new IndexError('diagEmbed: a 0-dim tensor has no elements along a dimension');
    const rank = input.ndim + 1;
    const dim1 = normalizeDim('diagEmbed', o.dim1, rank);
    const dim2 = normalizeDim('diagEmbed', o.dim2, rank);
    if (dim1 === dim2) throw new IndexError(`diagEmbed: dim1 and dim2 are the same dimension, ${dim1}`);
    const size = input.shape[input.ndim - 1]! + Math.abs(offset);
    const others = input.shape.slice(0, -1);
    const shape = Array.from({ length: rank }, (_, i) => (i === dim1 || i === dim2 ? size : others.shift()!));
    const inputShape = Object.freeze(shape);
    return diagonalBackward.call([input], { offset, dim1, dim2, inputShape })[0]!;
  },
);
