import { IndexError, ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger } from '../../op/options.js';
import { checkShape, normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { stridedView } from './strided.js';

const primitive = stridedView<{ dim: number; size: number; step: number; ndim: number }>({
  name: 'unfold',
  window: (shape, strides, { dim, size, step }) => ({
    size: [...shape.map((n, i) => (i === dim ? Math.floor((n - size) / step) + 1 : n)), size],
    strides: [...strides.map((s, i) => (i === dim ? s * step : s)), strides[dim] ?? 1],
    offset: 0,
  }),
  overlapping: ({ size, step, ndim }) => (step < size ? [ndim] : []),
});

/**
 * A view of all windows of `size` positions along a dimension, `step` apart; the windows lie along a new last dimension.
 *
 * @param dimension dimension to cut windows from
 * @param size positions of a window
 * @param step distance between the starts of windows
 * @throws ShapeError when not even one window fits, or the tensor has 16 dimensions already
 */
export const unfold: Op<(input: Tensor, dimension: number, size: number, step: number) => Tensor> = defineOp(
  {
    name: 'unfold',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.unfold',
    samples: (make) => [
      [make.tensor([7]), 0, 3, 2],
      [make.tensor([2, 5, 3]), 1, 2, 1],
      [make.tensor([6, 2]), 0, 2, 3],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 1, 4, 1],
        error: ShapeError,
        message: 'unfold: a window of 4 positions does not fit dim 1 of [2, 3]',
      },
      { args: [make.tensor([2, 3]), 2, 1, 1], error: IndexError, message: 'unfold: dim 2 is out of range' },
    ],
  },
  (input: Tensor, dimension: number, size: number, step: number) => {
    const dim = normalizeDim('unfold', dimension, input.ndim);
    checkInteger('unfold', 'size', size, 0);
    checkInteger('unfold', 'step', step, 1);
    const n = input.ndim === 0 ? 1 : input.shape[dim]!;
    if (size > n) {
      throw new ShapeError(
        `unfold: a window of ${size} positions does not fit dim ${dim} of ${showShape(input.shape)}`,
      );
    }
    checkShape('unfold', [...input.shape, size]);
    return primitive.call([input], { dim, size, step, ndim: input.ndim })[0]!;
  },
);
