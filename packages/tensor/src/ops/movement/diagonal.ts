import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, positionalOrNamed } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { stridedView } from './strided.js';

const primitive = stridedView<{ offset: number; dim1: number; dim2: number }>({
  name: 'diagonal',
  window: (shape, strides, { offset, dim1, dim2 }) => {
    const [n, m] = [shape[dim1]!, shape[dim2]!];
    const length = Math.max(0, offset >= 0 ? Math.min(n, m - offset) : Math.min(n + offset, m));
    const start = offset >= 0 ? offset * strides[dim2]! : -offset * strides[dim1]!;
    const others = shape.map((_, i) => i).filter((i) => i !== dim1 && i !== dim2);
    return {
      size: [...others.map((i) => shape[i]!), length],
      strides: [...others.map((i) => strides[i]!), strides[dim1]! + strides[dim2]!],
      offset: length === 0 ? 0 : start,
    };
  },
});

/** Zeros in the shape `inputShape` with a diagonal filled. @internal */
export const diagonalBackward: typeof primitive.backward = primitive.backward;

export interface DiagonalOptions {
  /** 0 is the main diagonal, positive ones lie above it (default 0). */
  offset?: number;
  /** First dimension (default 0). */
  dim1?: number;
  /** Second dimension (default 1). */
  dim2?: number;
}

/**
 * A view of a diagonal of two dimensions, as a new last dimension.
 *
 * @param offset 0 is the main diagonal, positive ones lie above it (default 0)
 * @param options.dim1 first dimension (default 0)
 * @param options.dim2 second dimension (default 1)
 * @throws IndexError when the dimensions are the same or out of range
 */
export const diagonal: Op<
  (input: Tensor, offset?: number | DiagonalOptions, options?: DiagonalOptions) => Tensor
> = defineOp(
  {
    name: 'diagonal',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4])],
      [make.tensor([3, 4]), 1],
      [make.tensor([2, 3, 4]), { offset: -1, dim1: 1, dim2: 2 }],
      [make.tensor([3, 2]), 5],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), { dim1: 1, dim2: -1 }],
        error: IndexError,
        message: 'diagonal: dim1 and dim2 are the same dimension, 1, of [2, 3]',
      },
      { args: [make.tensor([3])], error: IndexError, message: 'diagonal: dim 1 is out of range' },
    ],
  },
  (input: Tensor, offset?: unknown, options?: unknown) => {
    const o = positionalOrNamed('diagonal', 'offset', offset, options, { offset: 0, dim1: 0, dim2: 1 });
    checkInteger('diagonal', 'offset', o.offset);
    const dim1 = normalizeDim('diagonal', o.dim1, input.ndim);
    const dim2 = normalizeDim('diagonal', o.dim2, input.ndim);
    if (dim1 === dim2) {
      throw new IndexError(
        `diagonal: dim1 and dim2 are the same dimension, ${dim1}, of ${showShape(input.shape)}`,
      );
    }
    return primitive.call([input], { offset: o.offset, dim1, dim2 })[0]!;
  },
);
