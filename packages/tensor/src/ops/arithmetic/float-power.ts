import { complex128, float64 } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { pow } from './pow.js';

type FloatPower = (input: Tensor | number, exponent: Tensor | number) => Tensor;

/** input^exponent, computed and given in float64 (complex128 for complex operands) whatever the operands are. */
export const floatPower: Op<FloatPower> = defineOp(
  {
    name: 'floatPower',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4], { low: 0.5, high: 4 }), make.tensor([4])],
      [make.tensor([3], { low: 0.5, high: 4 }), 2],
      [2, make.tensor([3])],
      [make.tensor([0, 2]), 3],
    ],
    errors: () => [
      {
        args: [2, 3],
        error: ArgumentError,
        message: 'floatPower: at least one of input and exponent must be a tensor',
      },
    ],
  },
  composed((input: Tensor | number, exponent: Tensor | number) => {
    if (!(input instanceof Tensor) && !(exponent instanceof Tensor)) {
      throw new ArgumentError(
        `floatPower: at least one of input and exponent must be a tensor, got ${describe(input)} and ${describe(exponent)}`,
      );
    }
    const complex = [input, exponent].some((v) => v instanceof Tensor && v.dtype.kind === 'complex');
    const type = complex ? complex128 : float64;
    const wide = (v: Tensor | number): Tensor | number => (v instanceof Tensor ? castTo(v, type) : v);
    return pow(wide(input) as Tensor, wide(exponent));
  }),
);
