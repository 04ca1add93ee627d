import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { expand } from './expand.js';

/** `expand` to the shape of another tensor. */
export const expandAs: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'expandAs',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.expand_as',
    samples: (make) => [[make.tensor([3, 1]), make.tensor([2, 3, 4])]],
    errors: (make) => [
      { args: [make.tensor([3, 2]), make.tensor([4, 3])], error: ShapeError, message: 'expand: [3, 2]' },
    ],
  },
  (input: Tensor, other: Tensor) => expand(input, other.shape),
);
