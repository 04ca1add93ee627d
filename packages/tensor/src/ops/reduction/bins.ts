import { withoutGrad } from '../../grad/mode.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { sub } from '../arithmetic/sub.js';
import { eq } from '../comparison/eq.js';
import { ge } from '../comparison/ge.js';
import { le } from '../comparison/le.js';
import { logicalAnd } from '../comparison/logical-and.js';
import { where } from '../comparison/where.js';
import { castTo } from '../conversion/cast.js';
import { fullOf } from '../creation/creation.js';
import { insertionPoints } from '../sorting/insertion.js';
import { amax } from './amax.js';
import { amin } from './amin.js';
import { indexType } from './arg.js';

/**
 * Lowest and highest edge, 0-dim: those given, or the extremes of the data; `apart` to either side where they coincide
 * (1 in `histc`, 1/2 in `histogram`).
 */
export function rangeOf(input: Tensor, low: number, high: number, apart: number): [Tensor, Tensor] {
  const { dtype, device } = input;
  const scalar = (v: number): Tensor => fullOf(Object.freeze([]), v, dtype, { device });
  if (low !== high) return [scalar(low), scalar(high)];
  if (input.length === 0) return [scalar(0), scalar(1)];
  const [a, b] = [amin(input), amax(input)];
  const same = eq(a, b);
  return [where(same, sub(a, apart), a), where(same, add(b, apart), b)];
}

/** Bin of each value between ascending edges [n + 1]; those outside, and NaN, get bin n. The last edge belongs to the last bin. */
export function binOf(values: Tensor, edges: Tensor): Tensor {
  return withoutGrad(() => {
    const n = edges.length - 1;
    const type = indexType(values.device);
    const last = edges.at(n);
    const at = sub(insertionPoints(edges, values, true), 1);
    const inside = logicalAnd(ge(values, edges.at(0)), le(values, last));
    return castTo(where(inside, where(eq(values, last), n - 1, at), n), type);
  });
}
