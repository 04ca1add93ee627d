import { DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { cos } from '../pointwise/cos.js';
import { sin } from '../pointwise/sin.js';
import { complex } from './complex.js';
import { checkOperand } from './parts-views.js';

/**
 * The complex numbers of a length and an angle: abs · (cos angle + i · sin angle).
 *
 * @param angle in radians
 * @throws DTypeError unless both are float32 or both float64
 */
export const polar: FunctionOp<(abs: Tensor, angle: Tensor) => Tensor> = defineOp(
  {
    name: 'polar',
    kind: 'composite',
    method: false,
    tolerance: 'transcendental',
    samples: (make) => [
      [make.tensor([3, 4], { low: 0, high: 2 }), make.tensor([3, 4])],
      [make.tensor([]), make.tensor([])],
    ],
    errors: (make) => [
      {
        args: [make.integers([2], 0, 5), make.tensor([2])],
        error: DTypeError,
        message: 'polar: abs and angle must both be float32 or both float64, got int64 and float32',
      },
    ],
  },
  composed((abs: Tensor, angle: Tensor) => {
    checkOperand('polar', abs);
    checkOperand('polar', angle);
    const [a, b] = [abs.dtype, angle.dtype];
    if (a !== b || (a.name !== 'float32' && a.name !== 'float64'))
      throw new DTypeError(`polar: abs and angle must both be float32 or both float64, got ${a} and ${b}`);
    return complex(mul(abs, cos(angle)), mul(abs, sin(angle)));
  }),
);
