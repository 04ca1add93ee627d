import { ArgumentError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, checkInteger, parseArguments } from '../../op/options.js';
import type { ValuesIndices } from '../../op/signatures.js';
import { valuesIndices } from '../../op/signatures.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sub } from '../arithmetic/sub.js';
import { ne } from '../comparison/ne.js';
import { where } from '../comparison/where.js';
import { onesOf } from '../creation/ones-of.js';
import { counting } from '../creation/range.js';
import { gatherAlong } from '../indexing/gather.js';
import { cat } from '../movement/cat.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { squeeze } from '../movement/squeeze.js';
import { transpose } from '../movement/transpose.js';
import { indexType } from '../reduction/arg.js';
import { argmax } from '../reduction/argmax.js';
import { checkTensor } from '../reduction/reduction.js';
import { runningExtreme } from '../reduction/running-extreme.js';
import { sort } from './sort.js';

interface Options {
  dim?: number;
  keepdim?: boolean;
}

/** Position, in sorted rows, of the end of the longest run; the first such run is that of the smallest value. */
function longestRun(sorted: Tensor): Tensor {
  const last = sorted.ndim - 1;
  const n = sorted.shape[last]!;
  const first = onesOf([...sorted.shape.slice(0, -1), 1], 'bool', sorted.device);
  const isNew = cat([first, ne(narrow(sorted, last, 1, n - 1), narrow(sorted, last, 0, n - 1))], last);
  const place = counting(n, indexType(sorted.device), sorted.device);
  const start = runningExtreme('max', where(isNew, place, 0), last);
  return argmax(sub(place, start), last, { keepdim: true });
}

/**
 * The most frequent element along a dimension, the smallest of several, and where it is: `[values, indices]`; of its
 * positions the last.
 *
 * @param dim dimension to reduce (default −1)
 * @param options.keepdim keep it with size 1 (default false)
 */
export const mode: Op<(input: Tensor, dim?: number | Options, options?: Options) => ValuesIndices> = defineOp(
  {
    name: 'mode',
    kind: 'composite',
    dtypes: 'signed',
    tolerance: 'exact',
    samples: (make) => [
      [make.integers([3, 7], 0, 3, 'int32')],
      [make.distinct([3, 4]), 0],
      [make.distinct([2, 3, 4]), 1, { keepdim: true }],
      [make.distinct([])],
    ],
    errors: (make) => [
      { args: [make.tensor([2, 0])], error: ShapeError, message: 'mode: dim 1 of [2, 0] has no elements' },
      {
        args: [make.tensor([2]), 'x'],
        error: ArgumentError,
        message: "mode: dim must be an integer, got 'x'",
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]) => {
    const o = parseArguments('mode', rest, { dim: -1, keepdim: false }, 1);
    checkTensor('mode', input);
    const keepdim = checkBoolean('mode', 'keepdim', o.keepdim);
    const dim = normalizeDim('mode', checkInteger('mode', 'dim', o.dim), input.ndim);
    const x = input.ndim === 0 ? reshape(input, [1]) : input;
    if (x.shape[dim] === 0) throw new ShapeError(`mode: dim ${dim} of ${showShape(x.shape)} has no elements`);
    const rows = transpose(x, dim, -1);
    const sorted = sort(rows, -1);
    const at = withoutGrad(() => longestRun(sorted.values));
    const cut = (t: Tensor): Tensor => {
      if (input.ndim === 0) return reshape(t, []);
      const back = transpose(t, dim, -1);
      return keepdim ? back : squeeze(back, dim);
    };
    const last = rows.ndim - 1;
    return valuesIndices(
      cut(gatherAlong(sorted.values, last, at)),
      cut(gatherAlong(sorted.indices, last, at)),
    );
  }),
);
