import { normalCdf } from '../../../expr/normal.js';
import { defineElementwise } from '../../../op/define-elementwise.js';
import type { FunctionOp } from '../../../op/info.js';
import type { Unary } from '../../../op/signatures.js';

/** The distribution function of the standard normal distribution. Integers and bool give float32. */
export const ndtr: FunctionOp<Unary> = defineElementwise({
  name: 'ndtr',
  expr: ([x]) => normalCdf(x!),
  promote: 'floating',
  dtypes: 'number',
  method: false,
  tolerance: 'transcendental',
  torch: 'torch.special.ndtr',
  samples: (make) => [[make.tensor([3, 4], { low: -5, high: 5 })], [make.tensor([])], [make.tensor([0, 2])]],
});
