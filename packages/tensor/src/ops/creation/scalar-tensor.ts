import { getDefaultDtype, toDType } from '../../dtype.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults, fullOf } from './creation.js';

/**
 * A 0-dim tensor of a number.
 *
 * @param s the number
 * @param options.dtype default: the default dtype, float32
 */
export const scalarTensor: FunctionOp<(s: number, options?: CreationOptions) => Tensor> = defineOp(
  {
    name: 'scalarTensor',
    kind: 'creation',
    method: false,
    dtypes: 'any',
    differentiable: false,
    tolerance: 'exact',
    samples: () => [[2.5], [3, { dtype: 'int64' }], [1, { dtype: 'bool' }]],
  },
  (s: number, options?: unknown) => {
    const o = parseOptions('scalarTensor', options, creationDefaults);
    const value = typeof s === 'boolean' ? Number(s) : checkNumber('scalarTensor', 's', s);
    return fullOf(Object.freeze([]), value, o.dtype === null ? getDefaultDtype() : toDType(o.dtype), o);
  },
);
