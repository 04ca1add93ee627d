import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** 1 / input. */
export const reciprocal: InplaceOp<Unary> = defineElementwise({
  name: 'reciprocal',
  expr: ([x]) => x!.reciprocal(),
  promote: 'floating',
  dtypes: 'number',
  complex: true,
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4], { low: 0.5, high: 3 })],
    [make.tensor([], { low: 0.5, high: 3 })],
    [make.tensor([0, 2])],
  ],
});
