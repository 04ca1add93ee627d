import { IndexError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type DiagonalOptions, diagonal } from './diagonal.js';
import { viewScatter } from './view-scatter.js';

const primitive = viewScatter<Required<DiagonalOptions> & { readonly [name: string]: unknown }>(
  'diagonalScatter',
  (t, { offset, dim1, dim2 }) => diagonal(t, { offset, dim1, dim2 }),
);

/**
 * A copy of the input with `src` on a diagonal of two dimensions.
 *
 * @param src tensor of the shape of `diagonal(input, …)`
 * @param offset 0 is the main diagonal, positive ones lie above it (default 0)
 * @param options.dim1 first dimension (default 0)
 * @param options.dim2 second dimension (default 1)
 */
export const diagonalScatter: Op<
  (input: Tensor, src: Tensor, offset?: number | DiagonalOptions, options?: DiagonalOptions) => Tensor
> = defineOp(
  {
    name: 'diagonalScatter',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3])],
      [make.tensor([3, 4]), make.tensor([2]), -1],
      [make.tensor([2, 3, 4]), make.tensor([2, 3]), { offset: 1, dim1: 1, dim2: 2 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'diagonalScatter: src is [2], but the window [3]',
      },
      {
        args: [make.tensor([3]), make.tensor([3])],
        error: IndexError,
        message: 'diagonal: dim 1 is out of range',
      },
    ],
  },
  (input: Tensor, src: Tensor, ...rest: unknown[]) => {
    const { offset, dim1, dim2 } = parseArguments(
      'diagonalScatter',
      rest,
      { offset: 0, dim1: 0, dim2: 1 },
      1,
    );
    return primitive.call([input, src], { offset, dim1, dim2 })[0]!;
  },
);
