import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** log₂(2ˣ + 2ʸ), without overflow. */
export const logaddexp2: Op<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'logaddexp2',
  operands: ['input', 'other'],
  expr: ([x, y]) => {
    const top = x!.max(y!);
    const rest = x!.sub(y!).abs().neg().exp2().log1p().mul(Math.LOG2E);
    return x!.eq(y!).where(x!.add(1), top.add(rest));
  },
  gradient: (g, [x, y]) => {
    const share = x!.eq(y!).where(constant(0.5, g.dtype), x!.sub(y!).mul(Math.LN2).sigmoid());
    return [g.mul(share), g.mul(constant(1, g.dtype).sub(share))];
  },
  promote: 'floating',
  dtypes: 'number',
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
});
