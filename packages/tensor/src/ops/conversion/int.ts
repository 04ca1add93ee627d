import { int32 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 32-bit integers; itself when it is int32 already. */
export const int: Op<Unary> = defineOp(
  {
    name: 'int',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    torch: 'torch.Tensor.int',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === int32 ? input : castTo(input, int32)),
);
