import { withoutGrad } from '../../grad/mode.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { clampMax } from '../arithmetic/clamp-max.js';
import { sub } from '../arithmetic/sub.js';
import { ge } from '../comparison/ge.js';
import { gt } from '../comparison/gt.js';
import { le } from '../comparison/le.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { logicalNot } from '../comparison/logical-not.js';
import { where } from '../comparison/where.js';
import { gatherAlong } from '../indexing/gather.js';
import { indexed } from '../indexing/index-kernel.js';
import { zerosOf } from '../movement/strided.js';
import { indexType } from '../reduction/arg.js';

/**
 * How many elements of a sorted row stand before each value: fewer than it, or with `right` also those equal to it.
 * Binary search, all values at once: log₂ n steps of a gather and a comparison. NaN stands after all.
 *
 * @param rows [n], or [..., n] with the leading dims of the values
 */
export function insertionPoints(rows: Tensor, values: Tensor, right: boolean): Tensor {
  return withoutGrad(() => {
    const n = rows.shape[rows.ndim - 1]!;
    const read = (at: Tensor): Tensor =>
      rows.ndim === 1 ? indexed(rows, [at], { dims: [0], place: 0 }) : gatherAlong(rows, rows.ndim - 1, at);
    let found = zerosOf(values.shape, indexType(values.device), values.device);
    if (n === 0 || values.length === 0) return found;
    for (let step = 2 ** Math.floor(Math.log2(n)); step >= 1; step /= 2) {
      const next = add(found, step);
      const last = read(sub(clampMax(next, n), 1));
      const before = logicalNot(right ? gt(last, values) : ge(last, values));
      found = where(logicalAnd(le(next, n), before), next, found);
    }
    return found;
  });
}
