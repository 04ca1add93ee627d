import { float32, int32, int64 } from '../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkOneOf, describe, parseArguments } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { gatherAlong } from '../indexing/gather.js';
import { reshape } from '../movement/reshape.js';
import { indexType } from '../reduction/arg.js';
import { insertionPoints } from './insertion.js';

export interface SearchOptions {
  /** int32 positions instead of int64 (default false). */
  outInt32?: boolean;
  /** Behind equal elements instead of before them (default false). */
  right?: boolean;
  /** `'left'` or `'right'`: the same, by name. */
  side?: 'left' | 'right' | null;
  /** Positions that sort each row, for rows that aren't sorted. */
  sorter?: Tensor | null;
}

/** A number as 0-dim tensor of the rows' dtype, or of float32 where a fraction meets integers. @internal */
export function searched(op: string, rows: Tensor, input: unknown): Tensor {
  if (typeof input === 'number') {
    const dtype = rows.dtype.kind === 'float' || Number.isInteger(input) ? rows.dtype : float32;
    return fullOf(Object.freeze([]), input, dtype, { device: rows.device });
  }
  if (!(input instanceof Tensor))
    throw new ArgumentError(`${op}: input must be a tensor or a number, got ${describe(input)}`);
  if (input.dtype !== rows.dtype) {
    throw new DTypeError(
      `${op}: the sorted values are ${rows.dtype}, but input is ${input.dtype}; cast one with .to(…)`,
    );
  }
  return input;
}

/**
 * Where values have to be inserted to keep rows sorted, int64. NaN goes to the end.
 *
 * @param sortedSequence [n], or [..., n] with the leading dimensions of the input; ascending along the last
 * @param input values to place, or one number
 * @param options.right behind equal elements instead of before them (default false)
 * @param options.side `'left'` or `'right'`: the same, by name
 * @param options.sorter positions that sort each row, for rows that aren't sorted
 * @param options.outInt32 int32 positions (default false)
 */
export const searchsorted: FunctionOp<
  (sortedSequence: Tensor, input: Tensor | number, options?: SearchOptions) => Tensor
> = defineOp(
  {
    name: 'searchsorted',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    differentiable: false,
    tolerance: 'exact',
    torch: 'lambda s, i, **k: torch.searchsorted(s.sort(-1)[0] if "sorter" not in k else s, i, **k)',
    samples: (make) => [
      [make.tensor([6], { low: 1, high: 1.001 }), make.tensor([3, 4])],
      [make.tensor([2, 1]), make.tensor([2, 5]), { right: true }],
      [make.tensor([1]), 0.5, { side: 'right', outInt32: true }],
      [make.tensor([0]), make.tensor([2])],
      [make.tensor([3, 1]), make.tensor([3, 0])],
      [make.tensor([2, 1]), make.tensor([2, 2]), { sorter: make.integers([2, 1], 0, 1) }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([3, 2])],
        error: ShapeError,
        message: 'searchsorted: sortedSequence [2, 3] and input [3, 2] differ in their leading dimensions',
      },
      {
        args: [make.tensor([3]), make.integers([3], 0, 3)],
        error: DTypeError,
        message: 'searchsorted: the sorted values are float32, but input is int64',
      },
      {
        args: [make.tensor([3]), 1, { right: true, side: 'left' }],
        error: ArgumentError,
        message: "searchsorted: side 'left' contradicts right",
      },
      {
        args: [make.tensor([3]), 1, { sorter: make.integers([2], 0, 2) }],
        error: ShapeError,
        message: 'searchsorted: sorter [2] must have the shape of sortedSequence [3]',
      },
    ],
  },
  composed((sortedSequence: Tensor, input: unknown, ...rest: unknown[]) => {
    const o = parseArguments(
      'searchsorted',
      rest,
      { outInt32: false, right: false, side: null as string | null, sorter: null as Tensor | null },
      0,
    );
    const right = checkBoolean('searchsorted', 'right', o.right);
    const side = o.side === null ? null : checkOneOf('searchsorted', 'side', o.side, ['left', 'right']);
    if (side === 'left' && right) throw new ArgumentError("searchsorted: side 'left' contradicts right");
    const narrowResult = checkBoolean('searchsorted', 'outInt32', o.outInt32);
    const values = searched('searchsorted', sortedSequence, input);
    let rows = sortedSequence;
    if (rows.ndim === 0) throw new ShapeError('searchsorted: sortedSequence needs at least one dimension');
    if (rows.ndim > 1 && !sameShape(rows.shape.slice(0, -1), values.shape.slice(0, -1))) {
      throw new ShapeError(
        `searchsorted: sortedSequence ${showShape(rows.shape)} and input ${showShape(values.shape)} differ in their leading dimensions`,
      );
    }
    if (o.sorter !== null) {
      if (!sameShape(o.sorter.shape, rows.shape)) {
        throw new ShapeError(
          `searchsorted: sorter ${showShape(o.sorter.shape)} must have the shape of sortedSequence ${showShape(rows.shape)}`,
        );
      }
      rows = gatherAlong(rows, rows.ndim - 1, o.sorter);
    }
    const scalar = values.ndim === 0;
    const found = insertionPoints(rows, scalar ? reshape(values, [1]) : values, right || side === 'right');
    const shaped = scalar ? reshape(found, []) : found;
    const type = narrowResult ? int32 : indexType(rows.device);
    return shaped.dtype === type || (type === int64 && shaped.dtype === int32)
      ? shaped
      : castTo(shaped, type);
  }),
);
