import { bool } from '../../dtype.js';
import { ArgumentError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { where } from '../comparison/where.js';
import { fillWith } from '../creation/creation.js';
import { reshape } from '../movement/reshape.js';
import { zerosOf } from '../movement/strided.js';
import { putAlong } from './along-dim.js';
import { checkSameType } from './index-tensors.js';

/** A position that occurs twice is filled once: by a mask, the gradient of the value knows. */
function byMask(input: Tensor, dim: number, index: Tensor, value: Tensor): Tensor {
  checkSameType('indexFill', input, 'value', value);
  const d = normalizeDim('indexFill', dim, input.ndim);
  const n = input.ndim === 0 ? 1 : input.shape[d]!;
  const mask = fill(zerosOf([n], bool, input.device), 0, index, 1, false);
  const shape = input.shape.map((_, i) => (i === d ? n : 1));
  return where(reshape(mask, shape), value, input);
}

const fill: (input: Tensor, dim: number, index: Tensor, value: Tensor | number, inPlace: boolean) => Tensor =
  composed((input: Tensor, dim: number, index: Tensor, value: Tensor | number, inPlace: boolean): Tensor => {
    let source: Tensor;
    if (value instanceof Tensor && value.ndim === 0) {
      if (value.requiresGrad && !inPlace) return byMask(input, dim, index, value);
      source = value;
    } else if (typeof value === 'number' || typeof value === 'boolean') {
      source = zerosOf([], input.dtype, input.device);
      fillWith(source, Number(value));
    } else
      throw new ArgumentError(`indexFill: value must be a number or a 0-dim tensor, got ${describe(value)}`);
    return putAlong('indexFill', input, dim, index, source, 'set', inPlace);
  });

/**
 * A copy of the input with one value at positions along `dim`.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, 1-dim
 * @param value number, or 0-dim tensor of the input's dtype
 */
export const indexFill: InplaceOp<
  (input: Tensor, dim: number, index: Tensor, value: Tensor | number) => Tensor
> = defineOp(
  {
    name: 'indexFill',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([2], 0, 3), 1],
      [make.tensor([2, 3]), 1, make.integers([1], 0, 3), make.tensor([])],
      [make.tensor([2, 3]), 1, make.integers([4], 0, 3), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), 0, make.integers([2], 0, 3), make.tensor([2])],
        error: ArgumentError,
        message: 'indexFill: value must be a number or a 0-dim tensor',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 3, 4), 1],
        error: IndexError,
        message: 'out of range',
      },
    ],
    inplace: (target: Tensor, dim: number, index: Tensor, value: Tensor | number) =>
      fill(target, dim, index, value, true),
  },
  (input: Tensor, dim: number, index: Tensor, value: Tensor | number) =>
    fill(input, dim, index, value, false),
);
