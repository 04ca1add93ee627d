import { DTypeError, IndexError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkNumber, positionalOrNamed } from '../../op/options.js';
import { broadcastShapes, normalizeDim } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { expand } from '../movement/expand.js';
import { Fused, FusedReduction } from './fused.js';

const dot = new FusedReduction({ name: 'cosineDot', inputs: 2, body: ([x, y]) => x!.mul(y!) });
const square = new FusedReduction({ name: 'cosineSquare', inputs: 1, body: ([x]) => x!.mul(x!) });

/** Squared norms are held at eps², which has no infinite slope at 0 as the root would. */
const similarity = new Fused('cosineSimilarity', 1, ([xy, xx, yy], [eps]) => {
  const least = eps!.mul(eps!);
  return [xy!.div(xx!.max(least).sqrt().mul(yy!.max(least).sqrt()))];
});

export interface CosineSimilarityOptions {
  /** Dimension of the vectors (default 1). */
  dim?: number;
  /** Smallest norm to divide by (default 1e-8). */
  eps?: number;
}

/**
 * x₁ · x₂ / (max(‖x₁‖, eps) · max(‖x₂‖, eps)) along `dim`.
 *
 * @param x1 floating-point tensor
 * @param x2 floating-point tensor that broadcasts with it
 * @param dim dimension of the vectors (default 1)
 * @param options.eps smallest norm to divide by (default 1e-8)
 */
export const cosineSimilarity: FunctionOp<
  (
    x1: Tensor,
    x2: Tensor,
    dim?: number | CosineSimilarityOptions,
    options?: CosineSimilarityOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'cosineSimilarity',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([1, 4]), { dim: 0 }],
      [make.tensor([2, 3, 4]), make.tensor([4]), -1],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3]), make.tensor([3])],
        error: IndexError,
        message: 'cosineSimilarity: dim 1 is out of range',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2, 4])],
        error: ShapeError,
        message: 'cosineSimilarity: shapes [2, 3] and [2, 4]',
      },
      {
        args: [make.integers([2, 3], 0, 4), make.integers([2, 3], 0, 4)],
        error: DTypeError,
        message: 'cosineSimilarity: has no rule for int64',
      },
    ],
  },
  composed((x1: Tensor, x2: Tensor, dim?: unknown, options?: unknown) => {
    const o = positionalOrNamed('cosineSimilarity', 'dim', dim, options, { dim: 1, eps: 1e-8 });
    for (const t of [x1, x2]) {
      if (t.dtype.kind !== 'float') throw new DTypeError(`cosineSimilarity: has no rule for ${t.dtype}`);
    }
    const shape = broadcastShapes('cosineSimilarity', [x1.shape, x2.shape]);
    const d = normalizeDim('cosineSimilarity', o.dim, shape.length);
    const dims = shape.length === 0 ? [] : [d];
    const [a, b] = [expand(x1, shape), expand(x2, shape)];
    const sums = [dot.call([a, b], dims), square.call([a], dims), square.call([b], dims)];
    return similarity.call(sums, [checkNumber('cosineSimilarity', 'eps', o.eps)]);
  }),
);
