import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/**
 * ln(p / (1 − p)), the inverse of the sigmoid. Integers and bool give float32.
 *
 * @param eps clamps the input to [eps, 1 − eps] first (default: no clamping, NaN outside of [0, 1])
 */
export const logit: InplaceOp<(input: Tensor, eps?: number | null | { eps?: number | null }) => Tensor> =
  defineElementwise({
    name: 'logit',
    options: { eps: null },
    positional: ['eps'],
    expr: ([x], { eps }) => {
      const one = constant(1, x!.dtype);
      if (eps === null) return x!.div(one.sub(x!)).log();
      // In PyTorch's order, which tells when eps is above 1/2.
      const [low, high] = [eps as Scalar, one.sub(eps as Scalar)];
      const p = x!.lt(low).where(low, x!.gt(high).where(high, x!));
      return p.div(one.sub(p)).log();
    },
    gradient: (g, [x], _output, { eps }) => {
      const one = constant(1, g.dtype);
      const d = g.div(x!.mul(one.sub(x!)));
      if (eps === null) return [d];
      return [
        x!
          .ge(eps as Scalar)
          .and(x!.le(one.sub(eps as Scalar)))
          .where(d, 0),
      ];
    },
    promote: 'floating',
    dtypes: 'number',
    tolerance: 'transcendental',
    inplace: true,
    samples: (make) => [
      [make.tensor([3, 4], { low: 0.05, high: 0.95 })],
      [make.tensor([5], { low: 0.05, high: 0.95 }), 0.1],
      [make.tensor([], { low: 0.05, high: 0.95 }), { eps: 0.3 }],
    ],
  });
