import { float32, getDefaultDtype, toDType } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkNumber, parseOptions } from '../../op/options.js';
import { checkShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { type CreationOptions, creationDefaults } from './creation.js';
import { evenly, indexed, rangeType, spacing } from './range.js';

/**
 * `steps` numbers base^start … base^end, whose exponents are evenly spaced.
 *
 * @param start first exponent
 * @param end last exponent
 * @param steps how many
 * @param options.base default 10
 * @param options.dtype default float32
 */
export const logspace: FunctionOp<
  (start: number, end: number, steps: number, options?: CreationOptions & { base?: number }) => Tensor
> = defineOp(
  {
    name: 'logspace',
    kind: 'creation',
    method: false,
    differentiable: false,
    tolerance: 'transcendental',
    samples: () => [
      [0, 1, 5],
      [3, -3, 4],
      [2, 9, 1],
      [0, 1, 0],
      [0, 3, 4, { dtype: 'float64' }],
      [0, 4, 5, { base: 2 }],
    ],
    errors: () => [
      { args: [0, 1, -1], error: ArgumentError, message: 'logspace: steps must be an integer ≥ 0, got -1' },
    ],
  },
  (start: number, end: number, steps: number, options?: unknown) => {
    const o = parseOptions('logspace', options, { ...creationDefaults, base: 10 });
    const n = checkInteger('logspace', 'steps', steps, 0);
    const dtype = o.dtype === null ? getDefaultDtype() : toDType(o.dtype);
    // PyTorch's integers are spaced between the whole parts of the bounds.
    const whole = (v: number): number => (dtype.kind === 'int' ? Math.trunc(v) : v);
    const params = spacing(
      whole(checkNumber('logspace', 'start', start)),
      whole(checkNumber('logspace', 'end', end)),
      n,
    );
    return indexed(
      'logspace',
      checkShape('logspace', [n]),
      dtype,
      o,
      (d) => rangeType(float32, d),
      (i, p) => p[4]!.pow(evenly(i, p)),
      [...params, checkNumber('logspace', 'base', o.base)],
    );
  },
);
