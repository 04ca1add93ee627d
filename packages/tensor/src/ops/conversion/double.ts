import { float64 } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { castTo } from './cast.js';

/** The tensor as 64-bit floats; itself when it is float64 already. */
export const double: Op<Unary> = defineOp(
  {
    name: 'double',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: true,
    torch: 'torch.Tensor.double',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => (input.dtype === float64 ? input : castTo(input, float64)),
);
