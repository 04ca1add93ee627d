import { int32, uint8 } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

interface Bounds {
  min?: number | null;
  max?: number | null;
}

/**
 * min(max(input, min), max), elementwise; NaN stays NaN, and where min > max the result is max. The gradient passes
 * strictly between the bounds.
 *
 * @param min lower bound (default: none)
 * @param max upper bound (default: none)
 * @throws ArgumentError without any bound
 */
export const clamp: InplaceOp<
  (input: Tensor, min?: number | null | Bounds, max?: number | null | Bounds) => Tensor
> = defineElementwise({
  name: 'clamp',
  options: { min: null, max: null },
  positional: ['min', 'max'],
  check: (_operands, { min, max }) => {
    if (min === null && max === null)
      throw new ArgumentError('clamp: at least one of min and max must be given');
  },
  // A bound below 0 must not wrap around in uint8.
  optionType: (t) => (t === uint8 ? int32 : t),
  expr: ([x], { min, max }) => {
    let value = x!.dtype === uint8 ? x!.to(int32) : x!;
    if (min !== null) value = value.max(min as Scalar);
    if (max !== null) value = value.min(max as Scalar);
    return value.to(x!.dtype);
  },
  gradient: (g, [x], _output, { min, max }) => {
    let passes: Scalar | null = null;
    if (min !== null) passes = x!.gt(min as Scalar);
    if (max !== null) {
      const below = x!.lt(max as Scalar);
      passes = passes === null ? below : passes.and(below);
    }
    return [passes!.where(g, 0)];
  },
  dtypes: 'signed',
  tolerance: 'exact',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4]), { min: -1, max: 1 }],
    [make.tensor([3, 4]), -1, 0.5],
    [make.tensor([4]), 0],
    [make.tensor([4]), null, 1],
    [make.tensor([]), { max: 0 }],
    [make.tensor([0, 2]), { min: 2, max: 1 }],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2])],
      error: ArgumentError,
      message: 'clamp: at least one of min and max must be given',
    },
    { args: [make.tensor([2]), { low: 1 }], error: ArgumentError, message: "clamp: unknown option 'low'" },
  ],
});

/** The same as `clamp`. */
export const clip: typeof clamp = clamp;
