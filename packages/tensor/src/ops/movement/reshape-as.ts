import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { reshape } from './reshape.js';

/** `reshape` to the shape of another tensor. */
export const reshapeAs: Op<(input: Tensor, other: Tensor) => Tensor> = defineOp(
  {
    name: 'reshapeAs',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    torch: 'torch.Tensor.reshape_as',
    samples: (make) => [[make.tensor([3, 4]), make.tensor([2, 6])]],
    errors: (make) => [
      { args: [make.tensor([3, 2]), make.tensor([4, 3])], error: ShapeError, message: 'reshape: [3, 2]' },
    ],
  },
  (input: Tensor, other: Tensor) => reshape(input, other.shape),
);
