import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkBoolean, checkNumber, positionalOrNamed } from '../../op/options.js';
import { broadcastShapes } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { add } from '../arithmetic/add.js';
import { sub } from '../arithmetic/sub.js';
import { norm } from '../reduction/norm.js';
import { asFloating } from './functional/loss-options.js';
import { Fused } from './fused.js';

const difference = new Fused('pairwiseDifference', 1, ([x, y], [eps]) => [x!.sub(y!).add(eps!.to(x!.dtype))]);

export interface PairwiseDistanceOptions {
  /** Which norm (default 2). */
  p?: number;
  /** Added to each difference, so that equal vectors have a slope (default 1e-6). */
  eps?: number;
  /** Keep the last dimension with size 1 (default false). */
  keepdim?: boolean;
}

/**
 * ‖x₁ − x₂ + eps‖ₚ along the last dimension.
 *
 * @param x1 [*, D]
 * @param x2 [*, D], broadcast with it
 * @param p which norm (default 2)
 * @param options.eps added to each difference (default 1e-6)
 * @param options.keepdim keep the last dimension with size 1 (default false)
 */
export const pairwiseDistance: FunctionOp<
  (x1: Tensor, x2: Tensor, p?: number | PairwiseDistanceOptions, options?: PairwiseDistanceOptions) => Tensor
> = defineOp(
  {
    name: 'pairwiseDistance',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    samples: (make) => [
      [make.tensor([3, 4]), make.tensor([3, 4])],
      [make.tensor([3, 4]), make.tensor([4]), 1],
      [make.tensor([2, 3, 4]), make.tensor([3, 4]), { p: 3, keepdim: true, eps: 1e-3 }],
      [make.tensor([4]), make.tensor([4])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2, 4])],
        error: ShapeError,
        message: 'pairwiseDistance: shapes [2, 3] and [2, 4]',
      },
    ],
  },
  composed((first: Tensor, second: Tensor, p?: unknown, options?: unknown) => {
    const name = 'pairwiseDistance';
    const exact = [first, second].every((t) => t.dtype.kind === 'int');
    const [x1, x2] = exact ? [first, second] : [asFloating(first), asFloating(second)];
    const o = positionalOrNamed(name, 'p', p, options, { p: 2, eps: 1e-6, keepdim: false });
    for (const t of [x1, x2]) {
      if (!exact && t.dtype.kind !== 'float' && t.dtype.kind !== 'complex')
        throw new DTypeError(`${name}: has no rule for ${t.dtype}`);
      if (t.ndim === 0) throw new ShapeError(`${name}: needs vectors [*, D], got a 0-dim tensor`);
    }
    broadcastShapes(name, [x1.shape, x2.shape]);
    const eps = checkNumber(name, 'eps', o.eps);
    // Integers are subtracted as such, bytes with wrap-around, as in PyTorch.
    const apart = exact ? add(asFloating(sub(x1, x2)), eps) : difference.call([x1, x2], [eps]);
    return norm(apart, {
      p: checkNumber(name, 'p', o.p),
      dim: -1,
      keepdim: checkBoolean(name, 'keepdim', o.keepdim),
    });
  }),
);
