import { IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { stridedView } from './strided.js';

const primitive = stridedView<{ dim: number; index: number }>({
  name: 'select',
  window: (shape, strides, { dim, index }) => ({
    size: shape.filter((_, i) => i !== dim),
    strides: strides.filter((_, i) => i !== dim),
    offset: strides[dim]! * index,
  }),
});

/**
 * A view of position `index` along `dim`, without that dimension: `input[:, …, index]`.
 *
 * @param dim dimension to drop
 * @param index position; negative ones count from the end
 * @throws IndexError when the position is out of range, or the tensor has no dimension
 */
export const select: Op<(input: Tensor, dim: number, index: number) => Tensor> = defineOp(
  {
    name: 'select',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, 1],
      [make.tensor([2, 3, 4]), 1, -1],
      [make.tensor([5]), 0, 4],
      [make.tensor([2, 0]), 0, 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), 1, 3],
        error: IndexError,
        message: 'select: index 3 is out of range for dim 1 of [2, 3] (expected -3 to 2)',
      },
      {
        args: [make.tensor([]), 0, 0],
        error: IndexError,
        message: 'select: a 0-dim tensor has no dimension',
      },
      { args: [make.tensor([2, 3]), 0, 0.5], error: IndexError, message: 'select: index must be an integer' },
    ],
  },
  (input: Tensor, dim: number, index: number) => {
    if (input.ndim === 0) throw new IndexError('select: a 0-dim tensor has no dimension to select from');
    const d = normalizeDim('select', dim, input.ndim);
    const n = input.shape[d]!;
    if (!Number.isInteger(index))
      throw new IndexError(`select: index must be an integer, got ${String(index)}`);
    if (index < -n || index >= n) {
      const range = n === 0 ? 'the dim is empty' : `expected ${-n} to ${n - 1}`;
      throw new IndexError(
        `select: index ${index} is out of range for dim ${d} of ${showShape(input.shape)} (${range})`,
      );
    }
    return primitive.call([input], { dim: d, index: index < 0 ? index + n : index })[0]!;
  },
);
