import { ArgumentError, IndexError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { fillWith } from '../creation/creation.js';
import { zerosOf } from '../movement/strided.js';
import { putAlong } from './along-dim.js';

const fill = composed(
  (input: Tensor, dim: number, index: Tensor, value: Tensor | number, inPlace: boolean): Tensor => {
    let source: Tensor;
    if (value instanceof Tensor && value.ndim === 0) source = value;
    else if (typeof value === 'number' || typeof value === 'boolean') {
      source = zerosOf([], input.dtype, input.device);
      fillWith(source, Number(value));
    } else
      throw new ArgumentError(`indexFill: value must be a number or a 0-dim tensor, got ${describe(value)}`);
    return putAlong('indexFill', input, dim, index, source, 'set', inPlace);
  },
);

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
