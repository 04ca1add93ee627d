import { float64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError, SyncReadError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, describe, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { onesOf } from '../creation/ones-of.js';
import { writeIndexed } from '../indexing/index-kernel.js';
import { isIndexType } from '../indexing/index-tensors.js';
import { zerosOf } from '../movement/strided.js';
import { aminmax } from './aminmax.js';
import { indexType } from './arg.js';

interface Options {
  weights?: Tensor | null;
  minlength?: number;
  size?: number | null;
}

/** Number of bins, from the largest element. @throws where an element is negative */
function binsOf(input: Tensor, minlength: number): number {
  if (input.length === 0) return minlength;
  if (input.device.backend.downloadSync === undefined) {
    throw new SyncReadError(
      `bincount: device '${input.device.name}' can't block to learn the largest element; pass the number of bins as { size }`,
    );
  }
  const { min, max } = aminmax(input);
  const low = Number(min.itemSync());
  if (low < 0) throw new ArgumentError(`bincount: elements must be ≥ 0, but the smallest is ${low}`);
  return Math.max(Number(max.itemSync()) + 1, minlength);
}

/**
 * How often each of 0, 1, 2, … occurs, int64; with weights, their sums. The largest element is read back from the device
 * to size the result, unless `size` tells it.
 *
 * @param input 1-dim, integers ≥ 0
 * @param weights weight of each element (default: 1); the result has its dtype, integers give float64
 * @param options.minlength least number of bins (default 0)
 * @param options.size number of bins, above all elements, if it is known (default null)
 */
export const bincount: Op<(input: Tensor, weights?: Tensor | null | Options, options?: Options) => Tensor> =
  defineOp(
    {
      name: 'bincount',
      kind: 'composite',
      dtypes: 'integral',
      differentiable: false,
      tolerance: 'accumulate',
      samples: (make) => [
        [make.integers([9], 0, 5)],
        [make.integers([7], 0, 4), make.tensor([7], { dtype: 'float32' }), { minlength: 9 }],
        [make.integers([6], 0, 4, 'uint8'), make.integers([6], -3, 4, 'int32')],
        [make.integers([0], 0, 4), { minlength: 3 }],
      ],
      errors: (make) => [
        {
          args: [make.integers([2, 2], 0, 5)],
          error: ShapeError,
          message: 'bincount: input must be 1-dim, got [2, 2]',
        },
        {
          args: [make.integers([2], -3, -2)],
          error: ArgumentError,
          message: 'bincount: elements must be ≥ 0, but the smallest is -3',
        },
        {
          args: [make.tensor([2], { dtype: 'float32' })],
          error: DTypeError,
          message: 'bincount: has no rule for float32 (it takes integers)',
        },
        {
          args: [make.integers([2], 0, 5), make.integers([3], 0, 5)],
          error: ShapeError,
          message: 'bincount: weights [3] must have the shape of input [2]',
        },
      ],
    },
    composed((input: Tensor, ...rest: unknown[]) => {
      const o = parseArguments(
        'bincount',
        rest,
        { weights: null as Tensor | null, minlength: 0, size: null as number | null },
        1,
      );
      if (input.dtype.kind !== 'int')
        throw new DTypeError(`bincount: has no rule for ${input.dtype} (it takes integers)`);
      if (input.ndim !== 1)
        throw new ShapeError(`bincount: input must be 1-dim, got ${showShape(input.shape)}`);
      const { weights } = o;
      if (weights !== null && !(weights instanceof Tensor))
        throw new ArgumentError(`bincount: weights must be a tensor, got ${describe(weights)}`);
      if (weights !== null && (weights.ndim !== 1 || weights.length !== input.length)) {
        throw new ShapeError(
          `bincount: weights ${showShape(weights.shape)} must have the shape of input ${showShape(input.shape)}`,
        );
      }
      const minlength = checkInteger('bincount', 'minlength', o.minlength, 0);
      const bins = o.size === null ? binsOf(input, minlength) : checkInteger('bincount', 'size', o.size, 0);
      const type = indexType(input.device);
      let values = weights ?? onesOf([1], type, input.device);
      if (weights !== null && weights.dtype.kind !== 'float') values = castTo(weights, float64);
      const counts = zerosOf(Object.freeze([bins]), values.dtype, input.device);
      const at = isIndexType(input.dtype) ? input : castTo(input, type);
      if (input.length > 0) writeIndexed(counts, values, [at], { dims: [0], place: 0 }, 'add');
      return counts;
    }),
  );
