import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/**
 * PyTorch's choice for complex numbers: counted from the one with the larger real part, NaN if there is one. Where both
 * real parts are −∞ the sum is 0 whatever the imaginary ones are, and where both are +∞ it is taken as it stands.
 */
function complexLogaddexp(x: Scalar, y: Scalar): Scalar {
  const [a, b] = [x.real(), y.real()];
  const nan = constant(Number.NaN, x.dtype);
  const swapped = a.lt(b);
  const [low, high] = [swapped.where(x, y), swapped.where(y, x)];
  const same = a.eq(b).and(a.isinf());
  const infinite = a.lt(0).where(low, low.exp().add(high.exp()).log());
  const general = low.sub(high).exp().log1p().add(high);
  return x.isnan().or(y.isnan()).where(nan, same.where(infinite, general));
}

/** ln(eˣ + eʸ), without overflow. */
export const logaddexp: Op<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'logaddexp',
  operands: ['input', 'other'],
  expr: ([x, y]) => {
    if (x!.dtype.kind === 'complex') return complexLogaddexp(x!, y!);
    const top = x!.max(y!);
    return x!.eq(y!).where(x!.add(Math.LN2), top.add(x!.sub(y!).abs().neg().exp().log1p()));
  },
  gradient: (g, [x, y]) => {
    if (g.dtype.kind === 'complex') return [g.mul(x!.sub(y!).sigmoid()), g.mul(y!.sub(x!).sigmoid())];
    const share = x!.eq(y!).where(constant(0.5, g.dtype), x!.sub(y!).sigmoid());
    return [g.mul(share), g.mul(constant(1, g.dtype).sub(share))];
  },
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
