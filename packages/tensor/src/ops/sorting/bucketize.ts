import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { searchsorted } from './searchsorted.js';

interface Options {
  outInt32?: boolean;
  right?: boolean;
}

/**
 * Which of the intervals between ascending boundaries each value lies in, int64: 0 is before the first. Boundary i closes
 * interval i on the right.
 *
 * @param input values, or one number
 * @param boundaries [n], ascending
 * @param options.right boundaries close the interval on the left instead (default false)
 * @param options.outInt32 int32 results (default false)
 */
export const bucketize: FunctionOp<
  (input: Tensor | number, boundaries: Tensor, options?: Options) => Tensor
> = defineOp(
  {
    name: 'bucketize',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([1])],
      [make.integers([3], 0, 9, 'int32'), make.integers([1], 4, 5, 'int32'), { right: true }],
      [make.tensor([]), make.tensor([1]), { outInt32: true }],
      [make.tensor([2]), make.tensor([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([2, 2])],
        error: ShapeError,
        message: 'bucketize: boundaries must be 1-dim, got [2, 2]',
      },
      {
        args: [make.integers([3], 0, 3), make.tensor([2])],
        error: DTypeError,
        message: 'searchsorted: the sorted values are float32, but input is int64',
      },
    ],
  },
  composed((input: Tensor | number, boundaries: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('bucketize', rest, { outInt32: false, right: false }, 0);
    const right = checkBoolean('bucketize', 'right', o.right);
    if (boundaries.ndim !== 1)
      throw new ShapeError(`bucketize: boundaries must be 1-dim, got ${showShape(boundaries.shape)}`);
    return searchsorted(boundaries, input, { right, outInt32: o.outInt32 });
  }),
);
