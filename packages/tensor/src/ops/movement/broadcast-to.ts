import { ShapeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { expand } from './expand.js';

/** The same as `expand`: a view in which dimensions of size 1 are repeated. */
export const broadcastTo: Op<(input: Tensor, shape: readonly number[]) => Tensor> = defineOp(
  {
    name: 'broadcastTo',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 1]), [2, 3, 4]],
      [make.tensor([]), [2]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 2]), [3, 4]],
        error: ShapeError,
        message: "expand: [3, 2] can't be expanded to [3, 4]",
      },
    ],
  },
  (input: Tensor, shape: readonly number[]) => expand(input, shape),
);
