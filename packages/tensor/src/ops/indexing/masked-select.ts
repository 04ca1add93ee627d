import { bool } from '../../dtype.js';
import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, parseOptions } from '../../op/options.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { reshape } from '../movement/reshape.js';
import { indexed } from './index-kernel.js';
import { truePositions } from './nonzero-kernel.js';

export interface SizeOption {
  /**
   * Number of true elements, where it is known: then nothing has to be read back from the device, and devices that
   * can't block can run the op.
   */
  size?: number | null;
}

/**
 * The elements where `mask` is true, as a 1-dim tensor in row-major order; input and mask are broadcast. The size of the
 * result depends on the mask, so the count is read back, unless `size` tells it.
 *
 * @param mask bool
 * @param options.size number of true elements, if it is known (default null)
 * @throws SyncReadError without `size` on devices that can't block
 */
export const maskedSelect: Op<(input: Tensor, mask: Tensor, options?: SizeOption) => Tensor> = defineOp(
  {
    name: 'maskedSelect',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), make.bool([3, 4])],
      [make.tensor([3, 4]), make.bool([4])],
      [make.tensor([3]), make.bool([2, 1])],
      [make.tensor([0]), make.bool([0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), make.tensor([2], { dtype: 'float32' })],
        error: DTypeError,
        message: 'maskedSelect: mask must be bool, got float32',
      },
      {
        args: [make.tensor([2]), make.bool([3])],
        error: ShapeError,
        message: 'maskedSelect: shapes [2] and [3]',
      },
    ],
  },
  composed((input: Tensor, mask: Tensor, options?: unknown) => {
    const o = parseOptions('maskedSelect', options, { size: null as number | null });
    const size = o.size === null ? null : checkInteger('maskedSelect', 'size', o.size, 0);
    if (mask.dtype !== bool) throw new DTypeError(`maskedSelect: mask must be bool, got ${mask.dtype}`);
    const shape = broadcastShapes('maskedSelect', [input.shape, mask.shape]);
    const positions = truePositions('maskedSelect', expand(mask, shape), size);
    const all = expand(input, shape);
    return indexed(reshape(all, [all.length]), [positions], { dims: [0], place: 0 });
  }),
);
