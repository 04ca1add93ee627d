import { uint8 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as unsigned bytes; itself when it is uint8 already. */
export const byte: Op<Unary> = defineOp(
  {
    name: 'byte',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    torch: 'torch.Tensor.byte',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === uint8 ? input : castTo(input, uint8)),
);
