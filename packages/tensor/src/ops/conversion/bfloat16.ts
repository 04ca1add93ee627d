import { bfloat16 as dtype } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 16-bit floats with the exponent range of float32; itself when it is bfloat16 already. */
export const bfloat16: Op<Unary> = defineOp(
  {
    name: 'bfloat16',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: true,
    torch: 'torch.Tensor.bfloat16',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === dtype ? input : castTo(input, dtype)),
);
