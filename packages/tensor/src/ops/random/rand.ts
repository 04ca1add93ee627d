import { DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type Size, toShape } from '../creation/creation.js';
import { drawnParts, floatingType, type RandomOptions, randomDefaults, unit } from './random.js';

/**
 * Uniform numbers in [0, 1). The same seed gives the same numbers on every device.
 *
 * @param size sizes; a number makes one dimension
 * @param options.dtype floating-point (default float32)
 * @param options.generator stream to draw from (default: the default one)
 */
export const rand: FunctionOp<(size: Size, options?: RandomOptions) => Tensor> = defineOp(
  {
    name: 'rand',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [],
    errors: () => [
      { args: [[2], { dtype: 'int64' }], error: DTypeError, message: 'rand: has no rule for int64' },
    ],
  },
  (size: Size, options?: unknown) => {
    const o = parseOptions('rand', options, randomDefaults);
    const t = floatingType('rand', o.dtype, undefined, true);
    return drawnParts(toShape('rand', size), t, unit, [], o);
  },
);
