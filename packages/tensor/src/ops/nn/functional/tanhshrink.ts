import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

/**
 * x − tanh(x).
 */
export const tanhshrink: FunctionOp<(input: Tensor) => Tensor> = defineElementwise({
  name: 'tanhshrink',
  check: floatingOnly('tanhshrink'),
  expr: ([x]) => x!.sub(x!.tanh()),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.tanhshrink',
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'tanhshrink: has no rule for int64' },
  ],
});
