import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { amax } from './amax.js';
import { amin } from './amin.js';
import { extremeErrors } from './extremes.js';

interface Options {
  dim?: number | null;
  keepdim?: boolean;
}

/** Result of `aminmax`: by name, or as `[min, max]`. */
export interface MinMax extends Iterable<Tensor> {
  readonly min: Tensor;
  readonly max: Tensor;
}

/**
 * Smallest and largest element, as `{ min, max }` or `[min, max]`.
 *
 * @param options.dim dimension to reduce (default: all)
 * @param options.keepdim keep it with size 1 (default false)
 * @throws ShapeError for the extremes of no elements
 */
export const aminmax: Op<(input: Tensor, options?: Options) => MinMax> = defineOp(
  {
    name: 'aminmax',
    kind: 'composite',
    dtypes: 'number',
    tolerance: 'exact',
    samples: (make) => [
      [make.distinct([3, 4])],
      [make.distinct([3, 4]), { dim: 1 }],
      [make.distinct([3, 4]), { dim: 0, keepdim: true }],
    ],
    errors: (make) => [extremeErrors('amin')(make)[1]!],
  },
  (input: Tensor, options?: unknown) => {
    const o = parseOptions('aminmax', options, { dim: null as number | null, keepdim: false });
    const min = amin(input, o.dim, { keepdim: o.keepdim });
    const max = amax(input, o.dim, { keepdim: o.keepdim });
    return {
      min,
      max,
      *[Symbol.iterator]() {
        yield min;
        yield max;
      },
    };
  },
);
