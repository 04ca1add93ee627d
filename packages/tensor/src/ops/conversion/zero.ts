import { defineOp } from '../../op/define.js';
import type { InplaceOnlyOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { fill } from './fill.js';

/** Zeros like `input`. As the method `zero_`, written into the tensor's own memory. */
export const zero: InplaceOnlyOp<Unary> = defineOp(
  {
    name: 'zero',
    kind: 'kernel',
    method: false,
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.zeros_like',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])]],
    inplace: (target: Tensor) => target.fill_(0),
  },
  (input: Tensor) => fill(input, 0),
);
