import { int16 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 16-bit integers; itself when it is int16 already. */
export const short: Op<Unary> = defineOp(
  {
    name: 'short',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    torch: 'torch.Tensor.short',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === int16 ? input : castTo(input, int16)),
);
