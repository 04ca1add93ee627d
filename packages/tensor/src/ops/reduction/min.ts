import { ArgumentError, IndexError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { Tensor } from '../../tensor.js';
import { minimum } from '../arithmetic/minimum.js';
import { argAttributes, withPosition } from './arg.js';
import { extreme, extremeErrors } from './extremes.js';
import { reduceAttributes } from './reduction.js';

interface Min {
  /** The smallest of all elements. */
  (input: Tensor): Tensor;
  /** Along a dimension, with positions. */
  (
    input: Tensor,
    dim: number | { dim: number; keepdim?: boolean },
    options?: { keepdim?: boolean },
  ): ValuesIndices;
  /** Of two tensors, element by element: `minimum`. */
  (input: Tensor, other: Tensor): Tensor;
}

const overAll = extreme('min', 'min');
const alongDim = withPosition('min', 'argmin');

/**
 * Smallest element; NaN where there is one. Of all elements, a 0-dim tensor whose gradient equal elements share. Along a
 * dimension, `[values, indices]`, where the first of equal elements counts and gets the gradient. With a second tensor,
 * the same as `minimum`.
 *
 * @param dim dimension to reduce
 * @param options.keepdim keep it with size 1 (default false)
 * @throws ShapeError for an extreme of no elements
 */
export const min: Op<Min> = defineOp(
  {
    name: 'min',
    kind: 'kernel',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4])],
      [make.distinct([3, 4]), 1],
      [make.distinct([3, 4, 5]), -2, { keepdim: true }],
      [make.tensor([3, 1]), make.tensor([4])],
      [make.distinct([]), 0],
      [make.tensor([0, 3]), 1],
    ],
    errors: (make) => [
      ...extremeErrors('min')(make),
      { args: [make.tensor([2, 3]), 2], error: IndexError, message: 'min: dim 2 is out of range' },
      {
        args: [make.tensor([2, 3]), { keepdim: true }],
        error: ArgumentError,
        message: 'min: keepdim goes with a dim',
      },
    ],
  },
  (input: Tensor, dim?: unknown, options?: unknown) => {
    if (dim instanceof Tensor) return minimum(input, dim);
    if (dim === undefined && options === undefined) {
      return overAll.call([input], reduceAttributes('min', input, undefined, undefined))[0]!;
    }
    const attributes = argAttributes('min', input, dim, options);
    if (attributes.dim === null)
      throw new ArgumentError('min: keepdim goes with a dim; min(input) takes all elements');
    const [values, indices] = alongDim.call([input], attributes);
    return valuesIndices(values!, indices!);
  },
);
