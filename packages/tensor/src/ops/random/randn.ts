import { DTypeError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type Size, toShape } from '../creation/creation.js';
import {
  drawnParts,
  floatingType,
  gaussian,
  type RandomOptions,
  randomDefaults,
  standardNormal,
} from './random.js';

/**
 * Numbers from the normal distribution of mean 0 and variance 1. The same seed gives the same numbers on every device.
 *
 * @param size sizes; a number makes one dimension
 * @param options.dtype floating-point (default float32)
 * @param options.generator stream to draw from (default: the default one)
 */
export const randn: FunctionOp<(size: Size, options?: RandomOptions) => Tensor> = defineOp(
  {
    name: 'randn',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [],
    errors: () => [
      { args: [[2], { dtype: 'int64' }], error: DTypeError, message: 'randn: has no rule for int64' },
    ],
  },
  (size: Size, options?: unknown) => {
    const o = parseOptions('randn', options, randomDefaults);
    const t = floatingType('randn', o.dtype, undefined, true);
    return drawnParts(toShape('randn', size), t, gaussian, standardNormal(t), o);
  },
);
