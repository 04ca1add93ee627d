import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fullOf, likeOf } from './creation.js';

/** A tensor with the shape, dtype and device of `input`, filled with one value. */
export const fullLike: FunctionOp<
  (input: Tensor, value: number | boolean, options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'fullLike',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), 2],
      [make.tensor([]), 1, { dtype: 'bool' }],
      [make.tensor([0, 2]), 3],
    ],
  },
  (input: Tensor, value: number | boolean, options?: unknown) => {
    const [dtype, o] = likeOf('fullLike', input, parseOptions('fullLike', options, creationDefaults));
    return fullOf(input.shape, Number(value), dtype, o);
  },
);
