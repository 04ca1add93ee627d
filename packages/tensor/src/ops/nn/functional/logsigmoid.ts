import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

/**
 * log(1 / (1 + e^(−x))), computed as min(x, 0) − log(1 + e^(−|x|)).
 */
export const logsigmoid: FunctionOp<(input: Tensor) => Tensor> = defineElementwise({
  name: 'logsigmoid',
  check: floatingOnly('logsigmoid'),
  expr: ([x]) => x!.gt(0).where(0, x!).sub(x!.abs().neg().exp().log1p()),
  gradient: (g, [x]) => [g.mul(x!.neg().sigmoid())],
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.logsigmoid',
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([])],
    [make.tensor([0, 2])],
    [make.tensor([4], { low: -200, high: 200 })],
  ],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'logsigmoid: has no rule for int64' },
  ],
});
