import { UnsupportedError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The logarithmic derivative of the gamma function. Integers and bool give float32. */
export const digamma: InplaceOp<Unary> = defineElementwise({
  name: 'digamma',
  expr: ([x]) => x!.digamma(),
  gradient: () => {
    throw new UnsupportedError('digamma: has no gradient yet (it would take the trigamma function)');
  },
  promote: 'floating',
  dtypes: 'number',
  differentiable: false,
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.2, high: 5 })],
    [make.tensor([], { low: 0.2, high: 5 })],
    [make.tensor([0, 2])],
  ],
});
