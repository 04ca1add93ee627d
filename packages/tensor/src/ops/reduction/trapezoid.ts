import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { sum } from './sum.js';
import type { Trapezoid } from './trapezoids.js';
import { trapezoidAreas } from './trapezoids.js';

/**
 * The integral along a dimension, by the trapezoidal rule. Integers give float32.
 *
 * @param y values
 * @param x their positions: 1-dim, or broadcast with the values (default: dx apart)
 * @param options.dx distance of the values (default 1)
 * @param options.dim dimension to integrate along (default −1)
 */
export const trapezoid: FunctionOp<Trapezoid> = defineOp(
  {
    name: 'trapezoid',
    kind: 'composite',
    method: false,
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([5])],
      [make.tensor([3, 4]), { dx: 0.5, dim: 0 }],
      [make.tensor([2, 4]), make.distinct([4])],
      [make.tensor([2, 3, 4]), make.distinct([3, 1]), { dim: 1 }],
      [make.tensor([1])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([2])],
        error: ShapeError,
        message: 'trapezoid: x [2] must have the 3 positions of y [3] along dim 0',
      },
      {
        args: [make.tensor([3]), make.tensor([3]), { dx: 1 }],
        error: ArgumentError,
        message: 'trapezoid: x and dx were both given',
      },
    ],
  },
  composed((y: Tensor, ...rest: unknown[]) => {
    const { areas, dim, factor } = trapezoidAreas('trapezoid', y, rest);
    return mul(sum(areas, dim), factor);
  }),
);

/** The same as `trapezoid`. */
export const trapz: typeof trapezoid = trapezoid;
