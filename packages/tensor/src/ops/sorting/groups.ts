import { bool } from '../../dtype.js';
import { withoutGrad } from '../../grad/mode.js';
import { allocateTensor } from '../../memory/make.js';
import { checkBoolean, checkInteger } from '../../op/options.js';
import { normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sub } from '../arithmetic/sub.js';
import { ne } from '../comparison/ne.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { onesOf } from '../creation/ones-of.js';
import { counting } from '../creation/range.js';
import { indexed, writeIndexed } from '../indexing/index-kernel.js';
import type { SizeOption } from '../indexing/masked-select.js';
import { truePositions } from '../indexing/nonzero-kernel.js';
import { cat } from '../movement/cat.js';
import { movedim } from '../movement/movedim.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { select } from '../movement/select.js';
import { any } from '../reduction/any.js';
import { indexType } from '../reduction/arg.js';
import { cumsum } from '../reduction/cumsum.js';
import { argsort } from './argsort.js';

export interface UniqueOptions extends SizeOption {
  /** Also the group of each element (default false). */
  returnInverse?: boolean;
  /** Also how many elements each group has (default false). */
  returnCounts?: boolean;
  /** Compare the slices of a dimension, instead of elements (default null). */
  dim?: number | null;
}

export const uniqueDefaults = {
  returnInverse: false,
  returnCounts: false,
  dim: null as number | null,
  size: null as number | null,
};

/** Rows at positions of the first dimension. */
const take = (t: Tensor, at: Tensor): Tensor => indexed(t, [at], { dims: [0], place: 0 });

/** Positions that sort rows [n, k] lexicographically: stable sorts by the columns, from the last to the first. */
function rowOrder(rows: Tensor): Tensor {
  let order = counting(rows.shape[0]!, indexType(rows.device), rows.device);
  for (let k = rows.shape[1]! - 1; k >= 0; k--) {
    order = take(order, argsort(take(select(rows, 1, k), order)));
  }
  return order;
}

/** Whether each row [n, k] differs from the one before it; the first does. */
function starts(rows: Tensor): Tensor {
  const n = rows.shape[0]!;
  const first = onesOf([Math.min(n, 1)], bool, rows.device);
  if (n < 2) return first;
  const differs = ne(narrow(rows, 0, 1, n - 1), narrow(rows, 0, 0, n - 1));
  return cat([first, any(differs, 1)]);
}

/**
 * Groups of equal elements (or slices): the first of each, and what else is asked for.
 *
 * @param sorted whether equal ones that aren't neighbours make one group
 */
export function groupsOf(
  op: string,
  input: Tensor,
  o: typeof uniqueDefaults,
  sorted: boolean,
): Tensor | Tensor[] {
  return withoutGrad(() => {
    const inverse = checkBoolean(op, 'returnInverse', o.returnInverse);
    const counted = checkBoolean(op, 'returnCounts', o.returnCounts);
    const size = o.size === null ? null : checkInteger(op, 'size', o.size, 0);
    const dim = o.dim === null ? null : normalizeDim(op, o.dim, input.ndim);
    const whole = dim === null || input.ndim === 0;
    const slices = whole ? reshape(input, [input.length]) : movedim(input, dim, 0);
    const n = slices.shape[0]!;
    const rows = reshape(slices, [n, n === 0 ? 1 : slices.length / n]);
    const order = sorted ? rowOrder(rows) : null;
    const ordered = order === null ? rows : take(rows, order);
    const isNew = starts(ordered);
    const at = truePositions(op, isNew, size);
    const type = indexType(input.device);
    const chosen = take(slices, order === null ? at : take(order, at));
    const results = [whole ? chosen : movedim(chosen, 0, dim)];
    if (inverse) {
      const group = sub(cumsum(castTo(isNew, type), 0, { dtype: type }), 1);
      let places = group;
      if (order !== null) {
        places = allocateTensor(group.shape, type, group.device);
        if (n > 0) writeIndexed(places, group, [order], { dims: [0], place: 0 }, 'set');
      }
      results.push(whole ? reshape(places, input.shape) : places);
    }
    if (counted) {
      const count = at.length;
      const ends = cat([at, fullOf(Object.freeze([1]), n, at.dtype, { device: at.device })]);
      results.push(sub(narrow(ends, 0, 1, count), narrow(ends, 0, 0, count)));
    }
    return results.length === 1 ? results[0]! : results;
  });
}
