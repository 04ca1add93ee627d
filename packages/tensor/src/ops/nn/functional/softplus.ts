import { DTypeError } from '../../../errors.js';
import type { Scalar } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

function softplusOf(x: Scalar, beta: Scalar | number, threshold: Scalar | number): Scalar {
  const scaled = x.mul(beta);
  const linear = scaled.gt(threshold);
  // The branch that isn't taken must stay finite: its derivative is multiplied by 0, and 0 · ∞ is NaN.
  return linear.where(x, linear.where(0, scaled).exp().log1p().div(beta));
}

export interface SoftplusOptions {
  /** Steepness (default 1). */
  beta?: number;
  /** Where the function turns linear (default 20). */
  threshold?: number;
}

/**
 * log(1 + e^(beta·x)) / beta; x itself where beta · x > threshold, against overflow.
 *
 * @param beta steepness (default 1)
 * @param threshold where the function turns linear (default 20)
 */
export const softplus: FunctionOp<
  (
    input: Tensor,
    beta?: number | SoftplusOptions,
    threshold?: number | SoftplusOptions,
    options?: SoftplusOptions,
  ) => Tensor
> = defineElementwise({
  name: 'softplus',
  options: { beta: 1, threshold: 20 },
  positional: ['beta', 'threshold'],
  check: floatingOnly('softplus'),
  expr: ([x], { beta, threshold }) => softplusOf(x!, beta as Scalar, threshold as Scalar),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.softplus',
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([])],
    [make.tensor([0, 2])],
    [make.tensor([3, 4]), 2],
    [make.tensor([3, 4]), { beta: 0.5, threshold: 1 }],
    [make.tensor([4], { low: -100, high: 100 })],
  ],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'softplus: has no rule for int64' },
  ],
});
