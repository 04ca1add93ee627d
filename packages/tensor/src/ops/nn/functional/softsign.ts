import { DTypeError } from '../../../errors.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Tensor } from '../../../tensor.js';
import { floatingOnly } from './in-place-option.js';

/**
 * x / (1 + |x|).
 */
export const softsign: FunctionOp<(input: Tensor) => Tensor> = defineElementwise({
  name: 'softsign',
  check: floatingOnly('softsign'),
  expr: ([x]) => x!.div(x!.abs().add(1)),
  dtypes: 'float',
  method: false,
  torch: 'torch.nn.functional.softsign',
  tolerance: 'elementwise',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  errors: (make) => [
    { args: [make.integers([3], 0, 5)], error: DTypeError, message: 'softsign: has no rule for int64' },
  ],
});
