import { float32 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 32-bit floats; itself when it is float32 already. */
export const float: Op<Unary> = defineOp(
  {
    name: 'float',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: true,
    torch: 'torch.Tensor.float',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === float32 ? input : castTo(input, float32)),
);
