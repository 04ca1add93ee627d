import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import { Tensor } from '../../tensor.js';

/**
 * Linear interpolation: input + weight · (end − input).
 *
 * @param input start, floating-point
 * @param end of the dtype of `input`
 * @param weight tensor or number; outside [0, 1] it extrapolates
 * @throws DTypeError for integers, and for an `end` of another dtype
 */
export const lerp: InplaceOp<(input: Tensor, end: Tensor, weight: Tensor | number) => Tensor> =
  defineElementwise({
    name: 'lerp',
    operands: ['input', 'end', 'weight'],
    check: ([input, end]) => {
      if (!(input instanceof Tensor) || !(end instanceof Tensor))
        throw new DTypeError('lerp: input and end must be tensors');
      if (input.dtype.kind !== 'float' && input.dtype.kind !== 'complex')
        throw new DTypeError(`lerp: has no rule for ${input.dtype} (it takes floating-point tensors)`);
      if (end.dtype !== input.dtype) {
        throw new DTypeError(`lerp: input and end have different dtypes (${input.dtype} and ${end.dtype})`);
      }
    },
    // Counted from the nearer end, so that weight 1 gives `end` exactly.
    expr: ([x, y, w]) => {
      const way = y!.sub(x!);
      return w!
        .abs()
        .lt(0.5)
        .where(x!.add(w!.mul(way)), y!.sub(way.mul(w!.sub(1).neg())));
    },
    gradient: (g, [x, y, w]) => [g.mul(w!.sub(1).neg()), g.mul(w!), g.mul(y!.sub(x!))],
    dtypes: 'float',
    complex: true,
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4]), 0.25],
      [make.tensor([3, 4]), make.tensor([3, 4]), 0.75],
      [make.tensor([3, 1]), make.tensor([4]), make.tensor([2, 1, 1])],
      [make.tensor([0, 2]), make.tensor([2]), 0.5],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2], { dtype: 'float32' }), make.tensor([2], { dtype: 'float64' }), 0.5],
        error: DTypeError,
        message: 'lerp: input and end have different dtypes (float32 and float64)',
      },
      {
        args: [make.integers([2], 0, 5), make.integers([2], 0, 5), 0.5],
        error: DTypeError,
        message: 'lerp: has no rule for int64',
      },
    ],
  });
