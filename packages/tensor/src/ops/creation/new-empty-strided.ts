import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, likeOf } from './creation.js';
import { stridedEmpty } from './empty-strided.js';

/**
 * Uninitialised memory with the given sizes and strides, in the dtype and on the device of the tensor.
 *
 * @param size sizes
 * @param stride steps in elements, ≥ 0, one for each size
 */
export const newEmptyStrided: Op<
  (input: Tensor, size: readonly number[], stride: readonly number[], options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'newEmptyStrided',
    kind: 'creation',
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    torch: 'torch.Tensor.new_empty_strided',
    samples: (make) => [[make.tensor([2]), [0, 2], [2, 1]]],
  },
  (input: Tensor, size: readonly number[], stride: readonly number[], options?: unknown) => {
    const [dtype, o] = likeOf(
      'newEmptyStrided',
      input,
      parseOptions('newEmptyStrided', options, creationDefaults),
    );
    return stridedEmpty('newEmptyStrided', size, stride, dtype, o);
  },
);
