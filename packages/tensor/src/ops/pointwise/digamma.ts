import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The logarithmic derivative of the gamma function. Integers and bool give float32. */
export const digamma: InplaceOp<Unary> = defineElementwise({
  name: 'digamma',
  expr: ([x]) => x!.digamma(),
  // PyTorch's gradient, trigamma, has nine digits in float64, ours fifteen: its goldens would reject it.
  torch: null,
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.2, high: 5 })],
    [make.tensor([], { low: 0.2, high: 5 })],
    [make.tensor([0, 2])],
  ],
});
