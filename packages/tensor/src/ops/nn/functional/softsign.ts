import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';

/**
 * x / (1 + |x|).
 */
export const softsign: FunctionOp<(input: Tensor) => Tensor> = defineElementwise({
  name: 'softsign',
  promote: 'floating',
  expr: ([x]) => x!.div(x!.abs().add(1).to(x!.dtype)),
  dtypes: 'signed',
  complex: true,
  method: false,
  torch: 'torch.nn.functional.softsign',
  tolerance: 'elementwise',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
