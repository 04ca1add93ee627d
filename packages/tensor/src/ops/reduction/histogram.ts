import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, parseArguments } from '../../op/options.js';
import { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import type { Bins, HistogramOptions } from './histogram-nd.js';
import { histogramOf } from './histogram-nd.js';

/** `[hist, binEdges]`, or by name. */
export interface Histogram extends Iterable<Tensor> {
  readonly hist: Tensor;
  readonly binEdges: Tensor;
}

/**
 * How many elements fall between neighbouring edges, and the edges: `[hist, binEdges]`. An element on an edge belongs to
 * the bin above it, the highest edge to the last bin.
 *
 * @param bins number of equal bins, or the edges [bins + 1] in ascending order
 * @param options.range lowest and highest edge (default: from the data)
 * @param options.weight weight of each element (default: 1)
 * @param options.density divide by the sum and by the width of the bins (default false)
 */
export const histogram: Op<
  (input: Tensor, bins?: Bins | (HistogramOptions & { bins?: Bins }), options?: HistogramOptions) => Histogram
> = defineOp(
  {
    name: 'histogram',
    kind: 'composite',
    dtypes: 'float',
    differentiable: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([20]), 4],
      [make.tensor([3, 4]), 5, { range: [-1, 1] }],
      [make.tensor([6]), 3, { weight: make.tensor([6], { low: 0.5, high: 2 }), density: true }],
      [make.tensor([0]), 2],
      [make.tensor([6]), { bins: 3 }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 0],
        error: ArgumentError,
        message: 'histogram: bins must be an integer ≥ 1',
      },
      {
        args: [make.tensor([2]), make.tensor([1])],
        error: ShapeError,
        message: 'histogram: edges must be 1-dim with at least 2 elements, got [1]',
      },
      {
        args: [make.tensor([2]), 2, { range: [1, 0] }],
        error: ArgumentError,
        message: "histogram: the range's end 0 is below its beginning 1",
      },
      {
        args: [make.integers([2], 0, 3), 2],
        error: DTypeError,
        message: 'histogram: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, ...rest: unknown[]): Histogram => {
    const { bins, ...o } = parseArguments(
      'histogram',
      rest,
      {
        bins: 100 as Bins,
        range: null as readonly number[] | null,
        weight: null as Tensor | null,
        density: false,
      },
      1,
    );
    const density = checkBoolean('histogram', 'density', o.density);
    const weight = o.weight instanceof Tensor ? reshape(o.weight, [o.weight.length]) : o.weight;
    const points = reshape(input, [input.length, 1]);
    const { hist, edges } = histogramOf('histogram', points, [bins], { range: o.range, weight, density });
    return {
      hist,
      binEdges: edges[0]!,
      *[Symbol.iterator]() {
        yield hist;
        yield edges[0]!;
      },
    };
  }),
);
