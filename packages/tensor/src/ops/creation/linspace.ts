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
 * `steps` numbers evenly spaced from `start` to `end`, both included.
 *
 * @param start first number
 * @param end last number
 * @param steps how many
 * @param options.dtype default float32
 */
export const linspace: FunctionOp<
  (start: number, end: number, steps: number, options?: CreationOptions) => Tensor
> = defineOp(
  {
    name: 'linspace',
    kind: 'creation',
    method: false,
    differentiable: false,
    samples: () => [
      [0, 1, 5],
      [3, -3, 4],
      [2, 9, 1],
      [0, 1, 0],
      [0, 10, 5, { dtype: 'float64' }],
      [0, 7, 4, { dtype: 'int64' }],
    ],
    errors: () => [
      { args: [0, 1, -1], error: ArgumentError, message: 'linspace: steps must be an integer ≥ 0, got -1' },
    ],
  },
  (start: number, end: number, steps: number, options?: unknown) => {
    const o = parseOptions('linspace', options, creationDefaults);
    const n = checkInteger('linspace', 'steps', steps, 0);
    const dtype = o.dtype === null ? getDefaultDtype() : toDType(o.dtype);
    // PyTorch's integers are spaced between the whole parts of the bounds.
    const whole = (v: number): number => (dtype.kind === 'int' ? Math.trunc(v) : v);
    const params = spacing(
      whole(checkNumber('linspace', 'start', start)),
      whole(checkNumber('linspace', 'end', end)),
      n,
    );
    return indexed(
      'linspace',
      checkShape('linspace', [n]),
      dtype,
      o,
      (d) => rangeType(float32, d),
      evenly,
      params,
    );
  },
);
