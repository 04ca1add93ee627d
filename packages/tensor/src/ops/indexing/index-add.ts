import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import { checkNumber, parseOptions } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { putAlong } from './along-dim.js';

const add = composed(
  (input: Tensor, dim: number, index: Tensor, source: Tensor, options: unknown, inPlace: boolean): Tensor => {
    const given = parseOptions('indexAdd', options, { alpha: 1 as number | boolean }).alpha;
    const alpha = typeof given === 'boolean' ? given : checkNumber('indexAdd', 'alpha', given);
    const scaled = alpha === 1 || alpha === true ? source : mul(source, alpha as number);
    return putAlong('indexAdd', input, dim, index, scaled, 'add', inPlace);
  },
);

/**
 * A copy of the input with alpha · source added at positions along `dim`: out[…, index[k], …] += alpha · source[…, k, …].
 * Positions may occur repeatedly.
 *
 * @param dim dimension that the index points into
 * @param index int64 or int32, 1-dim
 * @param source the input's shape and dtype, with the length of the index at `dim`
 * @param options.alpha factor of the source (default 1)
 */
export const indexAdd: InplaceOp<
  (
    input: Tensor,
    dim: number,
    index: Tensor,
    source: Tensor,
    options?: { alpha?: number | boolean },
  ) => Tensor
> = defineOp(
  {
    name: 'indexAdd',
    kind: 'kernel',
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), 0, make.integers([5], 0, 3), make.tensor([5, 4])],
      [make.tensor([2, 3]), 1, make.integers([2], 0, 3), make.tensor([2, 2]), { alpha: 2 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 4]), 0, make.integers([2], 0, 3), make.tensor([3, 4])],
        error: ShapeError,
        message: 'indexAdd: source must be [2, 4], got [3, 4]',
      },
      {
        args: [make.tensor([3]), 0, make.integers([2], 0, 3), make.tensor([2], { dtype: 'float16' })],
        error: DTypeError,
        message: 'but source is float16',
      },
    ],
    inplace: (target: Tensor, dim: number, index: Tensor, source: Tensor, options?: unknown) =>
      add(target, dim, index, source, options, true),
  },
  (input: Tensor, dim: number, index: Tensor, source: Tensor, options?: unknown) =>
    add(input, dim, index, source, options, false),
);
