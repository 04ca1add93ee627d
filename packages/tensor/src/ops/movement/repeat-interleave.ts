import { ArgumentError, DTypeError, IndexError, ShapeError, SyncReadError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkInteger, parseArguments } from '../../op/options.js';
import { normalizeDim, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { copyOf } from '../conversion/cast.js';
import { onesOf } from '../creation/ones-of.js';
import { indexAdd } from '../indexing/index-add.js';
import { indexSelect } from '../indexing/index-select.js';
import { isIndexType } from '../indexing/index-tensors.js';
import { amin } from '../reduction/amin.js';
import { cumsum } from '../reduction/cumsum.js';
import { owned } from './dense.js';
import { expand } from './expand.js';
import { narrow } from './narrow.js';
import { reshape } from './reshape.js';
import { select } from './select.js';
import { zerosOf } from './strided.js';

export interface RepeatOptions {
  /** Dimension to repeat along (default: the tensor is taken as one row). */
  dim?: number | null;
  /** Size of the result along the dimension: with it nothing is read back where `repeats` is a tensor. */
  outputSize?: number | null;
}

/** Which position stands where, if position i is repeated repeats[i] times: a count of the ends that were passed. */
function positionsOf(repeats: Tensor, n: number, outputSize: number | null): Tensor {
  if (!isIndexType(repeats.dtype))
    throw new DTypeError(`repeatInterleave: repeats must be int64 or int32, got ${repeats.dtype}`);
  if (repeats.ndim > 1 || (repeats.length !== n && repeats.length !== 1)) {
    throw new ShapeError(
      `repeatInterleave: repeats must be [${n}], one for each position, or a single number, got ${showShape(repeats.shape)}`,
    );
  }
  const ends = cumsum(expand(reshape(repeats, [repeats.length]), [n]), 0);
  let total = outputSize;
  if (repeats.device.backend.downloadSync !== undefined) {
    if (n > 0 && Number(amin(repeats).itemSync()) < 0)
      throw new ArgumentError('repeatInterleave: repeats must be ≥ 0, got a tensor with numbers below');
    const found = n === 0 ? 0 : Number(select(ends, 0, n - 1).itemSync());
    if (total !== null && total !== found)
      throw new ArgumentError(`repeatInterleave: outputSize is ${total}, but the repeats add up to ${found}`);
    total = found;
  }
  if (total === null) {
    throw new SyncReadError(
      `repeatInterleave: the size of the result depends on the repeats, which device '${repeats.device.name}' can't be read for; give outputSize`,
    );
  }
  const passed = indexAdd(
    zerosOf([total + 1], ends.dtype, ends.device),
    0,
    ends,
    onesOf([n], ends.dtype, ends.device),
  );
  return cumsum(narrow(passed, 0, 0, total), 0);
}

/**
 * Every element `repeats` times in a row.
 *
 * @param repeats how often, ≥ 0: a number, or a tensor [n] with a number for each position
 * @param dim dimension to repeat along (default: the tensor is taken as one row)
 * @param options.outputSize size of the result along the dimension, where it shall not be read from `repeats`
 * @throws SyncReadError for a tensor without `outputSize` on devices that can't block
 */
export const repeatInterleave: Op<
  (
    input: Tensor,
    repeats: number | Tensor,
    dim?: number | null | RepeatOptions,
    options?: RepeatOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'repeatInterleave',
    kind: 'composite',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3]), 2],
      [make.tensor([2, 3]), 3, 1],
      [make.tensor([2, 3]), 2],
      [make.tensor([2, 3]), 0, 0],
      [make.tensor([2]), 1, 0],
      [make.tensor([3]), make.integers([3], 0, 4), { outputSize: null }],
      [make.tensor([2, 3]), make.integers([1], 1, 3), 1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), -1],
        error: ArgumentError,
        message: 'repeatInterleave: repeats must be an integer ≥ 0',
      },
      {
        args: [make.tensor([2]), 2, 1],
        error: IndexError,
        message: 'repeatInterleave: dim 1 is out of range',
      },
    ],
  },
  composed((input: Tensor, repeats: number | Tensor, ...rest: unknown[]) => {
    const o = parseArguments(
      'repeatInterleave',
      rest,
      { dim: null as number | null, outputSize: null as number | null },
      1,
    );
    if (!(repeats instanceof Tensor)) checkInteger('repeatInterleave', 'repeats', repeats, 0);
    if (o.outputSize !== null) checkInteger('repeatInterleave', 'outputSize', o.outputSize, 0);
    const flat = o.dim === null || input.ndim === 0 ? reshape(input, [input.length]) : input;
    const d = o.dim === null ? 0 : normalizeDim('repeatInterleave', o.dim, flat.ndim);
    if (repeats instanceof Tensor)
      return indexSelect(flat, d, positionsOf(repeats, flat.shape[d]!, o.outputSize));
    if (o.outputSize !== null && o.outputSize !== flat.shape[d]! * repeats) {
      throw new ArgumentError(
        `repeatInterleave: outputSize is ${o.outputSize}, but ${flat.shape[d]} positions repeated ${repeats} times give ${flat.shape[d]! * repeats}`,
      );
    }
    if (repeats === 1) return copyOf(flat);
    const before = flat.shape.slice(0, d + 1);
    const after = flat.shape.slice(d + 1);
    const spread = expand(reshape(flat, [...before, 1, ...after]), [...before, repeats, ...after]);
    return owned(reshape(spread, [...flat.shape.slice(0, d), flat.shape[d]! * repeats, ...after]));
  }),
);
