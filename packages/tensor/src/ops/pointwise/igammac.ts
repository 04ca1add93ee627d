import { GradientError } from '../../errors.js';
import { incompleteGamma } from '../../expr/incomplete-gamma.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { refuseGradient } from '../arithmetic/checks.js';

/** The regularized upper incomplete gamma function Q(input, other). There is a gradient for `other` only. */
export const igammac: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'igammac',
  operands: ['input', 'other'],
  check: ([a]) => refuseGradient('igammac', 'input', a!),
  expr: ([a, x]) => incompleteGamma(a!, x!).upper,
  gradient: (g, [a, x]) => [null, g.mul(a!.sub(1).mul(x!.log()).sub(x!).sub(a!.lgamma()).exp().neg())],
  promote: 'floating',
  dtypes: 'float',
  inplace: true,
  tolerance: 'transcendental',
  // PyTorch's expansion for large `input` has π in single precision, and 8 digits: see test/special.test.ts.
  torch: 'lambda a, x: torch.igammac(a.to(x.dtype), x)',
  samples: (make) => [
    [make.integers([3, 4], 1, 9), make.tensor([3, 4], { low: 0.1, high: 12 })],
    [make.integers([4], 1, 19), make.tensor([3, 1], { low: 1, high: 40 })],
    [make.integers([0], 1, 9), make.tensor([2, 1], { low: 1, high: 2 })],
  ],
  errors: (make) => [
    {
      args: [make.tensor([2], { low: 1, high: 2 }).requiresGrad_(), make.tensor([2], { low: 1, high: 2 })],
      error: GradientError,
      message: "igammac: there is no gradient for 'input'",
    },
  ],
});
