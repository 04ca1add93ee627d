import type { Inputs } from '../../../op/define.js';
import { Primitive } from '../../../op/define.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { indexed, spread } from '../../indexing/index-kernel.js';
import { reshape } from '../../movement/reshape.js';
import { select } from '../../movement/select.js';
import { Fused } from '../fused.js';

/** Most spatial dimensions. */
const DIMS = 3;

/** Most taps that are picked and blended one by one. */
export const FEW_TAPS = 4;

export interface ResamplingAttributes {
  /** Spatial dimensions of the result. */
  readonly size: readonly number[];
  /** From gradients of the outputs to those of the inputs, by the same taps. */
  readonly transposed: boolean;
  readonly [name: string]: unknown;
}

/** Σ weight · value over the taps. */
const blends = new Map(
  [1, 2, 3, FEW_TAPS].map((count) => [
    count,
    new Fused('interpolateBlend', 0, (x) => [
      x
        .slice(0, count)
        .map((v, k) => v.mul(x[count + k]!))
        .reduce((a, b) => a.add(b)),
    ]),
  ]),
);

/** Column k of the weights, along dimension `dim` of x. */
const weightsAlong = (x: Tensor, dim: number, weight: Tensor, k: number): Tensor =>
  reshape(
    select(weight, 1, k),
    Array.from({ length: x.ndim }, (_, d) => (d === dim ? weight.shape[0]! : 1)),
  );

function alongDim(x: Tensor, dim: number, index: Tensor, weight: Tensor | null): Tensor {
  const count = index.shape[1]!;
  const values = Array.from({ length: count }, (_, k) =>
    indexed(x, [select(index, 1, k)], { dims: [dim], place: dim }),
  );
  if (weight === null) return values.reduce((a, b) => add(a, b));
  const factors = values.map((_, k) => weightsAlong(x, dim, weight, k));
  return blends.get(count)!.call([...values, ...factors]);
}

function againstDim(x: Tensor, dim: number, size: number, index: Tensor, weight: Tensor | null): Tensor {
  const inputShape = Object.freeze(x.shape.map((n, d) => (d === dim ? size : n)));
  return Array.from({ length: index.shape[1]! }, (_, k) => {
    const part = weight === null ? x : mul(x, weightsAlong(x, dim, weight, k));
    return spread(part, [select(index, 1, k)], { dims: [dim], place: dim, inputShape });
  }).reduce((a, b) => add(a, b));
}

/**
 * Every place of each spatial dimension becomes a weighted sum of some of its places.
 *
 * Inputs: [N, C, *S], then for each of three spatial dimensions positions [outputs, taps] (null: the dimension stays) and
 * weights of the same shape (null: all 1), at most four taps. Output: [N, C, *size].
 */
export const resampling: Primitive<ResamplingAttributes> = new Primitive<ResamplingAttributes>({
  kind: 'composite',
  name: 'resample',
  saves: Array.from({ length: 2 * DIMS }, (_, i) => i + 1),
  infer: ([x], { size }) => [{ shape: Object.freeze([...x!.shape.slice(0, 2), ...size]), dtype: x!.dtype }],
  body: ([input, ...taps], { size, transposed }) => {
    let x = input!;
    for (let i = 0; i < size.length; i++) {
      // Gradients go through the same sizes, the other way.
      const d = transposed ? size.length - 1 - i : i;
      const [index, weight] = [taps[2 * d]!, taps[2 * d + 1] ?? null];
      if (index === null) continue;
      x = transposed ? againstDim(x, d + 2, size[d]!, index, weight) : alongDim(x, d + 2, index, weight);
    }
    return [x];
  },
  gradient: (c, [g]) => {
    const { transposed } = c.attributes as ResamplingAttributes;
    const taps: Inputs = Array.from({ length: 2 * DIMS }, (_, i) => c.optional(i + 1));
    const attributes = { size: c.shape(0).slice(2), transposed: !transposed };
    return [resampling.call([g!, ...taps], attributes)[0]!, ...taps.map(() => null)];
  },
});
