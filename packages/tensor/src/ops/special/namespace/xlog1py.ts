import { constant } from '../../../expr/scalar.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';

/** input · ln(1 + other), where input = 0 gives 0 whatever `other` is, and other = NaN gives NaN. Integers give float32. */
export const xlog1py: FunctionOp<(input: Tensor | number, other: Tensor | number) => Tensor> =
  defineElementwise({
    name: 'xlog1py',
    operands: ['input', 'other'],
    expr: ([x, y]) => y!.isnan().where(y!, x!.eq(0).where(constant(0, x!.dtype), x!.mul(y!.log1p()))),
    gradient: (g, [x, y]) => [
      x!.eq(0).and(y!.le(-1)).where(constant(0, g.dtype), g.mul(y!.log1p())),
      g.mul(x!.div(y!.add(1))),
    ],
    promote: 'floating',
    dtypes: 'number',
    method: false,
    tolerance: 'transcendental',
    torch: 'torch.special.xlog1py',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4], { low: -0.8, high: 3 })],
      [make.tensor([5]), 2],
      [2, make.tensor([5], { low: -0.5, high: 3 })],
      [make.tensor([0, 3]), make.tensor([3])],
    ],
  });
