import { DTypeError } from '../../errors.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/**
 * Each element rounded to the nearest integer, halves to the even one. Integers stay as they are.
 *
 * @param options.decimals places after the point to round to; negative ones before it (default 0)
 */
export const round: InplaceOp<(input: Tensor, options?: { decimals?: number }) => Tensor> = defineElementwise(
  {
    name: 'round',
    options: { decimals: 0 },
    check: ([input], { decimals }) => {
      const dtype = (input as Tensor).dtype;
      if (decimals !== 0 && dtype.kind !== 'float') {
        throw new DTypeError(
          `round: has no rule for ${dtype} with decimals (it takes floating-point tensors)`,
        );
      }
      if (!Number.isInteger(decimals))
        throw new DTypeError(`round: decimals must be an integer, got ${String(decimals)}`);
    },
    expr: ([x], { decimals }) => {
      if (x!.dtype.kind !== 'float') return x!;
      if (typeof decimals === 'number') return x!.round();
      const ten = constant(10, x!.dtype);
      const scale = ten.pow((decimals as typeof ten).abs());
      return (decimals as typeof ten)
        .lt(0)
        .where(x!.div(scale).round().mul(scale), x!.mul(scale).round().div(scale));
    },
    gradient: (g) => [constant(0, g.dtype)],
    dtypes: 'signed',
    tolerance: 'elementwise',
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4], { low: -9, high: 9 })],
      [make.tensor([])],
      [make.tensor([0, 2])],
      [make.tensor([5], { low: -9, high: 9, dtype: 'float32' }), { decimals: 2 }],
      [make.tensor([5], { low: -900, high: 900, dtype: 'float32' }), { decimals: -1 }],
    ],
    errors: (make) => [
      { args: [make.bool([2])], error: DTypeError, message: 'round: has no rule for bool' },
      {
        args: [make.integers([2], 0, 5), { decimals: 1 }],
        error: DTypeError,
        message: 'round: has no rule for int64 with decimals',
      },
    ],
  },
);
