import type { TypedArray } from '../../io/elements.js';
import type { NestedArray } from '../../io/read.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { to } from '../conversion/to.js';
import { type CreationOptions, creationDefaults } from './creation.js';
import { tensor } from './tensor.js';

/**
 * A tensor as it is (cast and moved where the options say so), or a new one of the given values.
 *
 * @param data a tensor, a number, nested arrays of numbers, or a typed array
 */
export const asTensor: FunctionOp<
  (data: Tensor | NestedArray | TypedArray, options?: Omit<CreationOptions, 'requiresGrad'>) => Tensor
> = defineOp(
  {
    name: 'asTensor',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    samples: () => [],
  },
  (data: Tensor | NestedArray | TypedArray, options?: CreationOptions) => {
    const { dtype, device } = creationDefaults;
    const o = parseOptions('asTensor', options, { dtype, device });
    return data instanceof Tensor ? to(data, o) : tensor(data, o);
  },
);
