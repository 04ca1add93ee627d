import { bool as dtype } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as bool: anything but 0 is true; itself when it is bool already. */
export const bool: Op<Unary> = defineOp(
  {
    name: 'bool',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    torch: 'torch.Tensor.bool',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === dtype ? input : castTo(input, dtype)),
);
