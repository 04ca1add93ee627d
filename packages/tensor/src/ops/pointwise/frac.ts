import { DTypeError } from '../../errors.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { checkFloating } from '../reduction/reduction.js';

/** Each element without its integral part, with its sign. */
export const frac: InplaceOp<Unary> = defineElementwise({
  name: 'frac',
  check: ([input]) => checkFloating('frac', (input as Tensor).dtype),
  expr: ([x]) => x!.sub(x!.trunc()),
  dtypes: 'float',
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [
    [make.tensor([3, 4], { low: -9, high: 9 })],
    [make.tensor([], { low: -9, high: 9 })],
    [make.tensor([0, 2])],
  ],
  errors: (make) => [
    { args: [make.integers([2], 0, 5)], error: DTypeError, message: 'frac: has no rule for int64' },
  ],
});
