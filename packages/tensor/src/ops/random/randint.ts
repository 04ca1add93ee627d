import { int64, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { type Size, toShape } from '../creation/creation.js';
import { integerRange, integersBetween } from './integers.js';
import { drawn, type RandomOptions, randomDefaults } from './random.js';

interface Randint {
  /** From 0. */
  (high: number, size: Size, options?: RandomOptions): Tensor;
  (low: number, high: number, size: Size, options?: RandomOptions): Tensor;
}

/**
 * Uniform integers in [low, high).
 *
 * @param low smallest (default 0)
 * @param high one more than the largest
 * @param size sizes; a number makes one dimension
 * @param options.dtype default int64
 * @param options.generator stream to draw from (default: the default one)
 * @throws ArgumentError when high ≤ low
 */
export const randint: FunctionOp<Randint> = defineOp(
  {
    name: 'randint',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [],
    errors: () => [
      {
        args: [5, 5, [2]],
        error: ArgumentError,
        message: 'randint: high must be greater than low, got 5 and 5',
      },
      { args: [1.5, [2]], error: ArgumentError, message: 'randint: high must be an integer' },
    ],
  },
  (...args: unknown[]) => {
    const second = args[1];
    const short =
      Array.isArray(second) || args.length < 3 || (typeof args[2] === 'object' && !Array.isArray(args[2]));
    const [low, high, size, options] = (short ? [0, ...args] : args) as [unknown, unknown, Size, unknown];
    const o = parseOptions('randint', options, randomDefaults);
    const range = integerRange('randint', low, high);
    const dtype = o.dtype === null ? int64 : toDType(o.dtype);
    return drawn(toShape('randint', size), dtype, integersBetween(range), range, o);
  },
);
