import { ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { cumsum } from './cumsum.js';
import type { Trapezoid } from './trapezoids.js';
import { trapezoidAreas } from './trapezoids.js';

/**
 * The integrals from the first value to each other one along a dimension, by the trapezoidal rule. Integers give float32.
 *
 * @param y values
 * @param x their positions: 1-dim, or broadcast with the values (default: dx apart)
 * @param options.dx distance of the values (default 1)
 * @param options.dim dimension to integrate along (default −1)
 */
export const cumulativeTrapezoid: FunctionOp<Trapezoid> = defineOp(
  {
    name: 'cumulativeTrapezoid',
    kind: 'composite',
    method: false,
    dtypes: 'float',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([5])],
      [make.tensor([3, 4]), { dx: 0.5, dim: 0 }],
      [make.tensor([2, 4]), make.distinct([4])],
      [make.tensor([1])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([2])],
        error: ShapeError,
        message: 'cumulativeTrapezoid: x [2] must have the 3 positions',
      },
    ],
  },
  composed((y: Tensor, ...rest: unknown[]) => {
    const { areas, dim, factor } = trapezoidAreas('cumulativeTrapezoid', y, rest);
    return mul(cumsum(areas, dim), factor);
  }),
);
