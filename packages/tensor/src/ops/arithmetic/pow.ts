import { ArgumentError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import { Tensor } from '../../tensor.js';

/**
 * input to the power of `exponent`, elementwise, with broadcasting and type promotion. The exponents 2, 3, 0.5, 1, −1
 * and −2 given as numbers are computed by products, square root and reciprocal.
 *
 * @param input tensor or number
 * @param exponent tensor or number
 * @throws ArgumentError for integers with a negative number as exponent
 */
export const pow: InplaceOp<(input: Tensor | number, exponent: Tensor | number) => Tensor> =
  defineElementwise({
    name: 'pow',
    operands: ['input', 'exponent'],
    literals: [2, 3, 0.5, 1, -1, -2],
    check: ([input, exponent]) => {
      if (!(input instanceof Tensor) || exponent instanceof Tensor || input.dtype.kind === 'float') return;
      if (Number.isInteger(Number(exponent)) && Number(exponent) < 0) {
        throw new ArgumentError(
          `pow: integers can't be raised to a negative integer power, got ${input.dtype} and ${String(exponent)}; convert with .to('float32') first`,
        );
      }
    },
    expr: ([x, y]) => {
      if (y!.op !== 'const' || !x!.dtype.isDifferentiable) return x!.pow(y!);
      switch (y!.value) {
        case 2:
          return x!.mul(x!);
        case 3:
          return x!.mul(x!).mul(x!);
        case 0.5:
          return x!.sqrt();
        case 1:
          return x!;
        case -1:
          return x!.reciprocal();
        case -2:
          return x!.mul(x!).reciprocal();
        default:
          return x!.pow(y!);
      }
    },
    dtypes: 'signed',
    complex: true,
    tolerance: 'transcendental',
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4], { low: 0.5, high: 2 }), make.tensor([3, 4])],
      [make.tensor([2, 1, 4], { low: 0.5, high: 2 }), make.tensor([3, 1], { low: 0, high: 3 })],
      ...[2, 3, 0.5, 1, 0, 2.5].map((e) => [make.tensor([5], { low: 0.5, high: 3 }), e]),
      [make.tensor([4], { low: 0.5, high: 2, dtype: 'float32' }), -1],
      [make.tensor([4], { low: 0.5, high: 2, dtype: 'float32' }), -2],
      [2, make.tensor([5], { low: 0, high: 3 })],
      [make.tensor([0, 3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.integers([2], 1, 5), -1],
        error: ArgumentError,
        message: "pow: integers can't be raised to a negative integer power, got int64 and -1",
      },
    ],
  });
