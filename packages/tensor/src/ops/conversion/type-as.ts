import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { to } from './to.js';

/** The tensor in the dtype of `other`. */
export const typeAs: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'typeAs',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.type_as',
    samples: (make) => [
      [make.tensor([3, 4]), make.integers([2], 0, 5)],
      [make.tensor([3]), make.tensor([2], { dtype: 'float64' })],
    ],
  },
  (input: Tensor, other: Tensor) => to(input, other.dtype),
);
