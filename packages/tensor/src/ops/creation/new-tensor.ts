import type { TypedArray } from '../../io/elements.js';
import type { NestedArray } from '../../io/read.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { type CreationOptions, creationDefaults, likeOf } from './creation.js';
import { tensor } from './tensor.js';

/**
 * A tensor of the given values, copied, in the dtype and on the device of the tensor.
 *
 * @param data a number, nested arrays of numbers, a typed array, or a tensor
 */
export const newTensor: Op<
  (input: Tensor, data: NestedArray | TypedArray | Tensor, options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'newTensor',
    kind: 'creation',
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    torch: 'lambda x, d, **k: x.new_tensor(d, **k)',
    samples: (make) => [
      [make.tensor([2]), [1, 0]],
      [make.tensor([]), 1, { dtype: 'int64' }],
    ],
  },
  (input: Tensor, data: NestedArray | TypedArray | Tensor, options?: unknown) => {
    const [dtype, o] = likeOf('newTensor', input, parseOptions('newTensor', options, creationDefaults));
    if (data instanceof Tensor) {
      const copy = to(data.detach(), { dtype, device: o.device ?? null, copy: true });
      return o.requiresGrad === true ? copy.requiresGrad_() : copy;
    }
    return tensor(data, { ...o, dtype });
  },
);
