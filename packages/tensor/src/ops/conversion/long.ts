import { int64 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 64-bit integers; itself when it is int64 already. */
export const long: Op<Unary> = defineOp(
  {
    name: 'long',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    torch: 'torch.Tensor.long',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === int64 ? input : castTo(input, int64)),
);
