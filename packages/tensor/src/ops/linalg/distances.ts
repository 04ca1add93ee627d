import { constant } from '../../expr/scalar.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { sub } from '../arithmetic/sub.js';
import { Fused, FusedReduction } from '../nn/fused.js';
import { norm } from '../reduction/norm.js';

/** Σ (a − b)² and Σ |a − b| along the last dim, without the tensor of differences. */
const squares = new FusedReduction({
  name: 'squaredDistance',
  inputs: 2,
  body: ([a, b]) => a!.sub(b!).mul(a!.sub(b!)),
});
const absolute = new FusedReduction({
  name: 'absoluteDistance',
  inputs: 2,
  body: ([a, b]) => a!.sub(b!).abs(),
});

/** √x, with slope 0 at 0: equal vectors have no direction to go apart. */
const root = new Fused(
  'distanceRoot',
  0,
  ([x]) => [x!.sqrt()],
  (g, [x]) => {
    const flat = x!.eq(0);
    const safe = flat.where(constant(1, x!.dtype), x!);
    return [flat.where(constant(0, x!.dtype), g.mul(0.5).mul(safe.rsqrt()))];
  },
);

/** The p-norm of a − b along the last dimension; the two are broadcast. @internal */
export function distances(a: Tensor, b: Tensor, p: number): Tensor {
  const last = broadcastShapes('distances', [a.shape, b.shape]).length - 1;
  if (p === 2) return root.call([squares.call([a, b], [last])]);
  if (p === 1) return absolute.call([a, b], [last]);
  return norm(sub(a, b), p, -1);
}
