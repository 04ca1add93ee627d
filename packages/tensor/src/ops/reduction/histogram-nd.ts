import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { withoutGrad } from '../../grad/mode.js';
import { checkInteger, describe } from '../../op/options.js';
import { sameShape, showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { div } from '../arithmetic/div.js';
import { mul } from '../arithmetic/mul.js';
import { sub } from '../arithmetic/sub.js';
import { castTo, copyOf } from '../conversion/cast.js';
import { onesOf } from '../creation/ones-of.js';
import { counting } from '../creation/range.js';
import { writeIndexed } from '../indexing/index-kernel.js';
import { cat } from '../movement/cat.js';
import { narrow } from '../movement/narrow.js';
import { reshape } from '../movement/reshape.js';
import { select } from '../movement/select.js';
import { zerosOf } from '../movement/strided.js';
import { indexType } from './arg.js';
import { binOf, rangeOf } from './bins.js';
import { sum } from './sum.js';

/** Number of bins, or their edges [bins + 1], ascending. */
export type Bins = number | Tensor;

export interface HistogramOptions {
  /** Lowest and highest edge of each dimension, one after the other (default: from the data). */
  range?: readonly number[] | null;
  /** Weight of each point (default: 1). */
  weight?: Tensor | null;
  /** Give a density: counts divided by their sum and by the size of the bin (default false). */
  density?: boolean;
}

/** Edges [bins + 1] of one dimension; the first and the last are exact. */
function edgesOf(op: string, x: Tensor, bins: Bins, range: readonly number[] | null): Tensor {
  if (bins instanceof Tensor) {
    if (bins.ndim !== 1 || bins.length < 2)
      throw new ShapeError(
        `${op}: edges must be 1-dim with at least 2 elements, got ${showShape(bins.shape)}`,
      );
    if (bins.dtype !== x.dtype)
      throw new DTypeError(`${op}: input is ${x.dtype}, but the edges ${bins.dtype}; cast one with .to(…)`);
    return copyOf(bins);
  }
  const n = checkInteger(op, 'bins', bins, 1);
  if (range !== null && !(range[0]! <= range[1]!)) {
    throw new ArgumentError(`${op}: the range's end ${range[1]} is below its beginning ${range[0]}`);
  }
  const [low, high] = rangeOf(x, range?.[0] ?? 0, range?.[1] ?? 0, 0.5);
  const k = castTo(counting(n, indexType(x.device), x.device), x.dtype);
  const inner = add(mul(k, div(sub(high, low), n)), low);
  return cat([inner, reshape(high, [1])]);
}

/** Counts [bins…] and the edges of each dimension, for points [n, dims]. */
export function histogramOf(
  op: string,
  points: Tensor,
  bins: readonly Bins[],
  o: Required<HistogramOptions>,
): { hist: Tensor; edges: Tensor[] } {
  if (points.dtype.kind !== 'float' || points.dtype.bytes === 2)
    throw new DTypeError(`${op}: has no rule for ${points.dtype} (it takes float32 and float64 tensors)`);
  const [n, dims] = points.shape as readonly [number, number];
  if (o.range !== null && (!Array.isArray(o.range) || o.range.length !== 2 * dims)) {
    throw new ArgumentError(`${op}: range must have 2 numbers for each of ${dims} dimensions`);
  }
  if (o.weight !== null && !(o.weight instanceof Tensor))
    throw new ArgumentError(`${op}: weight must be a tensor, got ${describe(o.weight)}`);
  if (o.weight !== null && !sameShape(o.weight.shape, [n])) {
    throw new ShapeError(`${op}: weight ${showShape(o.weight.shape)} must have one element a point, [${n}]`);
  }
  return withoutGrad(() => {
    const columns = Array.from({ length: dims }, (_, d) => select(points, 1, d));
    const edges = columns.map((x, d) => {
      const given = o.range === null ? null : o.range.slice(2 * d, 2 * d + 2);
      return edgesOf(op, x, bins[d]!, given);
    });
    const places = columns.map((x, d) => binOf(x, edges[d]!));
    const sizes = edges.map((e) => e.length - 1);
    // Each dimension has a bin after its last, for points outside.
    const counts = zerosOf(Object.freeze(sizes.map((s) => s + 1)), points.dtype, points.device);
    const weight = o.weight ?? onesOf([1], points.dtype, points.device);
    const attributes = { dims: sizes.map((_, d) => d), place: 0 };
    if (n > 0) writeIndexed(counts, castTo(weight, points.dtype), places, attributes, 'add');
    let hist = sizes.reduce((h, s, d) => narrow(h, d, 0, s), counts);
    hist = add(hist, 0);
    if (o.density) {
      hist = div(hist, sum(hist));
      edges.forEach((e, d) => {
        const widths = sub(narrow(e, 0, 1, sizes[d]!), narrow(e, 0, 0, sizes[d]!));
        hist = div(hist, reshape(widths, [sizes[d]!, ...sizes.slice(d + 1).map(() => 1)]));
      });
    }
    return { hist, edges };
  });
}
