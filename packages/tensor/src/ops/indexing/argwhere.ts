import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import type { SizeOption } from './masked-select.js';
import { nonzero } from './nonzero.js';

/**
 * Coordinates of the elements that aren't 0, [count, dimensions], int64, in row-major order. Their number is read back
 * from the device, unless `size` tells it.
 *
 * @param options.size number of such elements, if it is known (default null)
 * @throws SyncReadError without `size` on devices that can't block
 */
export const argwhere: Op<(input: Tensor, options?: SizeOption) => Tensor> = defineOp(
  {
    name: 'argwhere',
    kind: 'kernel',
    dtypes: 'number',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.bool([3, 4])],
      [make.integers([2, 3, 2], 0, 2)],
      [make.tensor([])],
      [make.tensor([0, 2])],
    ],
  },
  (input: Tensor, options?: SizeOption) => nonzero(input, options as SizeOption),
);
