import { DTypeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { stack } from '../movement/stack.js';
import { asComplex, checkOperand } from './parts-views.js';

/**
 * real + i · imag, with broadcasting: complex64 from float32, complex128 from float64.
 *
 * @throws DTypeError for other dtypes, and for two different ones
 */
export const complex: FunctionOp<(real: Tensor, imag: Tensor) => Tensor> = defineOp(
  {
    name: 'complex',
    kind: 'composite',
    method: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([]), make.tensor([])],
      [make.tensor([0, 3]), make.tensor([0, 3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.integers([2], 0, 5)],
        error: DTypeError,
        message: 'complex: real and imag must both be float32 or both float64, got float32 and int64',
      },
    ],
  },
  composed((real: Tensor, imag: Tensor) => {
    checkOperand('complex', real);
    checkOperand('complex', imag);
    const [a, b] = [real.dtype, imag.dtype];
    if (a !== b || (a.name !== 'float32' && a.name !== 'float64'))
      throw new DTypeError(`complex: real and imag must both be float32 or both float64, got ${a} and ${b}`);
    const shape = broadcastShapes('complex', [real.shape, imag.shape]);
    return asComplex.call([stack([expand(real, shape), expand(imag, shape)], -1)], {})[0]!;
  }),
);
