import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fullOf, likeOf, type Size, toShape } from './creation.js';

/** A tensor of the given sizes filled with one value, with the dtype and device of `input`. */
export const newFull: Op<
  (input: Tensor, size: Size, value: number | boolean, options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'newFull',
    kind: 'creation',
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    torch: 'torch.Tensor.new_full',
    samples: (make) => [
      [make.tensor([3]), [2, 3], 2],
      [make.tensor([]), [], 1, { dtype: 'bool' }],
    ],
  },
  (input: Tensor, size: Size, value: number | boolean, options?: unknown) => {
    const [dtype, o] = likeOf('newFull', input, parseOptions('newFull', options, creationDefaults));
    return fullOf(toShape('newFull', size), Number(value), dtype, o);
  },
);
