import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { view } from './view.js';

/** `view` to the shape of another tensor. */
export const viewAs: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'viewAs',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.view_as',
    samples: (make) => [[make.tensor([3, 4]), make.tensor([3, 1, 4])]],
    errors: (make) => [
      { args: [make.tensor([3, 2]), make.tensor([4, 3])], error: ShapeError, message: 'view: [3, 2]' },
    ],
  },
  (input: Tensor, other: Tensor) => view(input, other.shape),
);
