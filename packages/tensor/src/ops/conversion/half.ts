import { float16 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as IEEE 16-bit floats; itself when it is float16 already. */
export const half: Op<Unary> = defineOp(
  {
    name: 'half',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: true,
    torch: 'torch.Tensor.half',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === float16 ? input : castTo(input, float16)),
);
