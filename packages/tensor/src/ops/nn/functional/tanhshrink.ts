import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';

/**
 * x − tanh(x).
 */
export const tanhshrink: FunctionOp<(input: Tensor) => Tensor> = defineElementwise({
  name: 'tanhshrink',
  promote: 'floating',
  expr: ([x]) => x!.sub(x!.tanh()),
  dtypes: 'signed',
  complex: true,
  method: false,
  torch: 'torch.nn.functional.tanhshrink',
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
