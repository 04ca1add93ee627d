import { DTypeError } from '../../errors.js';
import { neighbour } from '../../expr/neighbour.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** The next representable number after `input` in the direction of `other`. */
export const nextafter: InplaceOp<(input: Tensor, other: Tensor) => Tensor> = defineElementwise({
  name: 'nextafter',
  operands: ['input', 'other'],
  check: (operands) => {
    for (const o of operands) {
      if (typeof o === 'object' && o.dtype.kind !== 'float') {
        throw new DTypeError(`nextafter: has no rule for ${o.dtype} (it takes floating-point tensors)`);
      }
    }
  },
  expr: ([x, y], _, type) => neighbour(x!, y!, type),
  dtypes: 'float',
  inplace: true,
  differentiable: false,
  tolerance: 'exact',
  // Goldens have 13 digits, which neighbours share: see test/special.test.ts.
  torch: null,
  samples: (make) => [
    [make.tensor([3, 4]), make.tensor([3, 4])],
    [make.tensor([2, 1, 4]), make.tensor([3, 1])],
    [make.tensor([]), make.tensor([])],
    [make.tensor([0, 3]), make.tensor([3])],
  ],
  errors: (make) => [
    {
      args: [make.integers([2], 0, 5), make.integers([2], 0, 5)],
      error: DTypeError,
      message: 'nextafter: has no rule for int64',
    },
  ],
});
