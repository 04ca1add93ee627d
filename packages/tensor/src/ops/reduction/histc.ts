import { ArgumentError, DTypeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, checkNumber, parseArguments } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { clampMax } from '../arithmetic/clamp-max.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { ge } from '../comparison/ge.js';
import { le } from '../comparison/le.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { onesOf } from '../creation/ones-of.js';
import { writeIndexed } from '../indexing/index-kernel.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { zerosOf } from '../movement/strided.js';
import { floor } from '../pointwise/floor.js';
import { indexType } from './arg.js';
import { rangeOf } from './bins.js';

interface Options {
  bins?: number;
  min?: number;
  max?: number;
}

/**
 * How many elements fall into each of `bins` equal intervals from min to max; elements outside, and NaN, don't count.
 *
 * @param bins number of intervals (default 100)
 * @param options.min lower end (default 0)
 * @param options.max upper end (default 0); where it equals `min`, both ends are taken from the data
 */
export const histc: Op<(input: Tensor, bins?: number | Options, options?: Options) => Tensor> = defineOp(
  {
    name: 'histc',
    kind: 'composite',
    dtypes: 'float',
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([20]), 4, { min: -1, max: 1 }],
      [make.tensor([3, 4]), { bins: 5 }],
      [make.tensor([1]), 3],
      [make.tensor([0]), 2],
    ],
    errors: (make) => [
      { args: [make.tensor([2]), 0], error: ArgumentError, message: 'histc: bins must be an integer ≥ 1' },
      {
        args: [make.tensor([2]), 2, { min: 1, max: 0 }],
        error: ArgumentError,
        message: 'histc: max must not be less than min, got 0 and 1',
      },
      {
        args: [make.integers([2], 0, 3)],
        error: DTypeError,
        message: 'histc: has no rule for int64 (it takes floating-point tensors)',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('histc', rest, { bins: 100, min: 0, max: 0 }, 1);
    if (input.dtype.kind !== 'float')
      throw new DTypeError(`histc: has no rule for ${input.dtype} (it takes floating-point tensors)`);
    const bins = checkInteger('histc', 'bins', o.bins, 1);
    const low = checkNumber('histc', 'min', o.min);
    const high = checkNumber('histc', 'max', o.max);
    if (!(low <= high))
      throw new ArgumentError(`histc: max must not be less than min, got ${high} and ${low}`);
    return withoutGrad(() => {
      const [from, to] = rangeOf(input, low, high, 1);
      const x = reshape(input, [input.length]);
      const place = floor(div(mul(sub(x, from), bins), sub(to, from)));
      const inside = logicalAnd(ge(x, from), le(x, to));
      const at = castTo(where(inside, clampMax(place, bins - 1), bins), indexType(input.device));
      // The bin after the last takes what doesn't count.
      const counts = zerosOf(Object.freeze([bins + 1]), input.dtype, input.device);
      const one = onesOf([1], input.dtype, input.device);
      if (input.length > 0) writeIndexed(counts, one, [at], { dims: [0], place: 0 }, 'add');
      return add(narrow(counts, 0, 0, bins), 0);
    });
  }),
);
