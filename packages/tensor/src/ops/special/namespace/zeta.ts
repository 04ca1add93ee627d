import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { refuseGradient } from '../../arithmetic/checks.js';

/** The Hurwitz zeta function Σ (k + other)^(−input), k ≥ 0. There is a gradient for `other` only. Integers give float32. */
export const zeta: FunctionOp<(input: Tensor | number, other: Tensor | number) => Tensor> = defineElementwise(
  {
    name: 'zeta',
    operands: ['input', 'other'],
    check: ([x]) => refuseGradient('zeta', 'input', x!),
    expr: ([s, q]) => s!.zeta(q!),
    promote: 'floating',
    dtypes: 'number',
    method: false,
    tolerance: 'transcendental',
    torch: 'torch.special.zeta',
    samples: (make) => [
      [2.5, make.tensor([3, 4], { low: 0.2, high: 5 })],
      [3, make.tensor([4], { low: 1, high: 9 })],
      [5, make.tensor([0, 2])],
    ],
  },
);
