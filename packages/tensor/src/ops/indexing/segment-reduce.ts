import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkNumber, checkOneOf, describe, parseOptions } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { clampMax } from '../arithmetic/clamp-max.js';
import { eq } from '../comparison/eq.js';
import { where } from '../comparison/where.js';
import { fullOf } from '../creation/creation.js';
import { counting } from '../creation/range.js';
import { expand } from '../movement/expand.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { cumsum } from '../reduction/cumsum.js';
import { diff } from '../reduction/diff.js';
import { checkFloating } from '../reduction/reduction.js';
import { insertionPoints } from '../sorting/insertion.js';
import type { Reduce } from './reduce-at.js';
import { reduceAt } from './reduce-at.js';

type SegmentReduction = 'max' | 'mean' | 'min' | 'sum' | 'prod';

interface Options {
  lengths?: Tensor | null;
  offsets?: Tensor | null;
  axis?: number;
  unsafe?: boolean;
  initial?: number | null;
}

const names: Record<SegmentReduction, Reduce> = {
  max: 'amax',
  mean: 'mean',
  min: 'amin',
  sum: 'sum',
  prod: 'prod',
};
const starts: Record<Reduce, number> = { sum: 0, mean: 0, prod: 1, amax: -Infinity, amin: Infinity };

/**
 * Reduces consecutive segments of rows to one row each: [segments, ...]. A segment without rows gives `initial`, or else
 * 0, 1, ∓∞ or, for the mean, NaN.
 *
 * @param data floating-point, rows along dim 0
 * @param reduce `'max'`, `'mean'`, `'min'`, `'sum'` or `'prod'`
 * @param options.lengths rows of each segment, [segments]
 * @param options.offsets first row of each segment, and the number of rows, [segments + 1]
 * @param options.axis only 0
 * @param options.initial what a segment starts from (default: nothing)
 */
export const segmentReduce: FunctionOp<(data: Tensor, reduce: SegmentReduction, options: Options) => Tensor> =
  defineOp(
    {
      name: 'segmentReduce',
      kind: 'composite',
      method: false,
      dtypes: 'float',
      tolerance: 'accumulate',
      torch: 'lambda d, r, **k: torch.segment_reduce(d, r, **k)',
      samples: (make) => [
        [make.tensor([3, 4]), 'sum', { lengths: make.integers([3], 1, 2) }],
        [make.distinct([3]), 'max', { lengths: make.integers([3], 1, 2), initial: -100 }],
        [make.tensor([3, 2]), 'mean', { lengths: make.integers([1], 3, 4) }],
        [make.tensor([2, 2]), 'prod', { lengths: make.integers([1], 2, 3), initial: 2 }],
      ],
      errors: (make) => [
        {
          args: [make.tensor([3]), 'sum', {}],
          error: ArgumentError,
          message: 'segmentReduce: either lengths or offsets must be given',
        },
        {
          args: [make.tensor([3]), 'sum', { lengths: make.integers([1, 1], 3, 4) }],
          error: ShapeError,
          message: 'segmentReduce: lengths must be 1-dim, got [1, 1]',
        },
        {
          args: [make.tensor([]), 'sum', { lengths: make.integers([1], 1, 2) }],
          error: ShapeError,
          message: 'segmentReduce: data must have a dimension to divide into segments, got []',
        },
        {
          args: [make.tensor([3]), 'sum', { offsets: make.integers([0], 0, 1) }],
          error: ShapeError,
          message: 'segmentReduce: offsets must have one element more than there are segments',
        },
        {
          args: [make.integers([3], 0, 3), 'sum', { lengths: make.integers([1], 3, 4) }],
          error: DTypeError,
          message: 'segmentReduce: has no rule for int64',
        },
      ],
    },
    composed((data: Tensor, reduce: SegmentReduction, options?: unknown) => {
      const o = parseOptions('segmentReduce', options, {
        lengths: null as Tensor | null,
        offsets: null as Tensor | null,
        axis: 0,
        unsafe: false,
        initial: null as number | null,
      });
      const mode =
        names[checkOneOf('segmentReduce', 'reduce', reduce, ['max', 'mean', 'min', 'sum', 'prod'])];
      checkFloating('segmentReduce', data.dtype);
      if (data.ndim === 0)
        throw new ShapeError('segmentReduce: data must have a dimension to divide into segments, got []');
      checkInteger('segmentReduce', 'axis', o.axis, 0, 0);
      if ((o.lengths === null) === (o.offsets === null))
        throw new ArgumentError('segmentReduce: either lengths or offsets must be given, and not both');
      const name = o.lengths === null ? 'offsets' : 'lengths';
      const given = o.lengths ?? o.offsets;
      if (!(given instanceof Tensor))
        throw new ArgumentError(`segmentReduce: ${name} must be a tensor, got ${describe(given)}`);
      if (given.ndim !== 1)
        throw new ShapeError(`segmentReduce: ${name} must be 1-dim, got ${showShape(given.shape)}`);
      if (o.lengths === null && given.length === 0)
        throw new ShapeError(
          'segmentReduce: offsets must have one element more than there are segments, got [0]',
        );
      const count = o.lengths === null ? given.length - 1 : given.length;
      const rest = data.shape.slice(1);
      const shape = Object.freeze([count, ...rest]);
      const rows = data.shape[0]!;
      const initial = o.initial === null ? null : checkNumber('segmentReduce', 'initial', o.initial);
      const base = fullOf(shape, initial ?? starts[mode], data.dtype, { device: data.device });
      const index = withoutGrad(() => {
        const ends =
          o.lengths === null ? narrow(given, 0, 1, count) : cumsum(given, 0, { dtype: given.dtype });
        const row = counting(rows, given.dtype, data.device);
        const segment = clampMax(insertionPoints(ends, row, true), Math.max(count - 1, 0));
        return expand(reshape(segment, [rows, ...rest.map(() => 1)]), data.shape);
      });
      const included = initial !== null && mode !== 'mean';
      const result = reduceAt(base, 0, index, data, mode, included);
      if (mode !== 'mean') return result;
      const lengths = o.lengths ?? diff(given);
      const empty = reshape(eq(lengths, 0), [count, ...rest.map(() => 1)]);
      return where(empty, initial ?? Number.NaN, result);
    }),
  );
