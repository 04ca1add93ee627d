import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, describe, parseArguments } from '../../op/options.js';
import { showShape } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { reshape } from '../movement/reshape.js';
import type { Bins, HistogramOptions } from './histogram-nd.js';
import { histogramOf } from './histogram-nd.js';

/** `[hist, binEdges]`, or by name. */
export interface HistogramDD extends Iterable<Tensor | Tensor[]> {
  readonly hist: Tensor;
  /** One tensor a dimension. */
  readonly binEdges: Tensor[];
}

/**
 * How many points fall into each cell of a grid, and the edges of the grid: `[hist, binEdges]`.
 *
 * @param input points, [..., dimensions]
 * @param bins number of equal bins: one for all dimensions, or one each; or the edges of each dimension
 * @param options.range lowest and highest edge of each dimension, one after the other (default: from the data)
 * @param options.weight weight of each point (default: 1)
 * @param options.density divide by the sum and by the volume of the cells (default false)
 */
export const histogramdd: FunctionOp<
  (input: Tensor, bins: number | readonly Bins[], options?: HistogramOptions) => HistogramDD
> = defineOp(
  {
    name: 'histogramdd',
    kind: 'composite',
    method: false,
    dtypes: 'float',
    differentiable: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([20, 2]), [3, 2]],
      [make.tensor([12, 3]), 2, { range: [-1, 1, -1, 2, -2, 2] }],
      [make.tensor([6, 2]), [2, 2], { weight: make.tensor([6], { low: 0.5, high: 2 }), density: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2]), 2],
        error: ShapeError,
        message: 'histogramdd: input must be [..., dimensions], got [2]',
      },
      {
        args: [make.tensor([2, 2]), [2]],
        error: ArgumentError,
        message: 'histogramdd: bins must have one entry for each of 2 dimensions',
      },
    ],
  },
  composed((input: Tensor, bins: number | readonly Bins[], ...rest: unknown[]): HistogramDD => {
    const o = parseArguments(
      'histogramdd',
      rest,
      { range: null as readonly number[] | null, weight: null as Tensor | null, density: false },
      0,
    );
    const density = checkBoolean('histogramdd', 'density', o.density);
    if (input.ndim < 2)
      throw new ShapeError(`histogramdd: input must be [..., dimensions], got ${showShape(input.shape)}`);
    const dims = input.shape[input.ndim - 1]!;
    const list = typeof bins === 'number' ? new Array<Bins>(dims).fill(bins) : bins;
    if (!Array.isArray(list) || list.length !== dims) {
      throw new ArgumentError(
        `histogramdd: bins must have one entry for each of ${dims} dimensions, got ${describe(bins)}`,
      );
    }
    const points = reshape(input, [input.length / Math.max(dims, 1), dims]);
    const weight = o.weight instanceof Tensor ? reshape(o.weight, [o.weight.length]) : o.weight;
    const { hist, edges } = histogramOf('histogramdd', points, list, { range: o.range, weight, density });
    return {
      hist,
      binEdges: edges,
      *[Symbol.iterator]() {
        yield hist;
        yield edges;
      },
    };
  }),
);
