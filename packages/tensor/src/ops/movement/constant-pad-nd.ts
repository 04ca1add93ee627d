import { ArgumentError } from '../../errors.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkIntegers, checkNumber, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { constantPad } from '../nn/constant-pad.js';

/**
 * The tensor with `value` around it.
 *
 * @param pad sizes before and after, in pairs from the last dimension on; negative ones cut off
 * @param value what to fill with (default 0)
 */
export const constantPadNd: FunctionOp<
  (input: Tensor, pad: readonly number[], value?: number | { value?: number }) => Tensor
> = defineOp(
  {
    name: 'constantPadNd',
    kind: 'composite',
    method: false,
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4]), [1, 2]],
      [make.tensor([2, 3]), [1, 0, -1, 2], 1],
      [make.tensor([2, 3]), [0, 0]],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), [1]],
        error: ArgumentError,
        message: 'constantPadNd: pad must have two sizes a dimension',
      },
    ],
  },
  (input: Tensor, pad: readonly number[], ...rest: unknown[]) => {
    const o = parseArguments('constantPadNd', rest, { value: 0 as number | boolean });
    const sizes = checkIntegers('constantPadNd', 'pad', pad);
    if (sizes.length % 2 === 1 || sizes.length > 2 * input.ndim) {
      throw new ArgumentError(
        `constantPadNd: pad must have two sizes a dimension for at most ${input.ndim} dimensions, got [${sizes.join(', ')}]`,
      );
    }
    const of = (side: 0 | 1): number[] =>
      input.shape.map((_, i) => sizes[2 * (input.ndim - 1 - i) + side] ?? 0);
    const padded = constantPad(
      input,
      of(0),
      of(1),
      typeof o.value === 'boolean' ? Number(o.value) : checkNumber('constantPadNd', 'value', o.value),
    );
    return padded === input ? copyOf(input) : padded;
  },
);
