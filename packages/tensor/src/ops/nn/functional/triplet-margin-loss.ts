import { ArgumentError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, checkNumber, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { minimum } from '../../arithmetic/minimum.js';
import { pairwiseDistance } from '../pairwise-distance.js';
import type { Reduction } from './loss-options.js';
import { asFloating, checkFloating, checkReduction, ElementwiseLoss, positivePart } from './loss-options.js';

/** max(0, margin + d(a, p) − d(a, n)), from the two distances. */
export const tripletLoss: ElementwiseLoss = new ElementwiseLoss(
  'tripletMarginLoss',
  2,
  1,
  ([near, far], [margin]) => positivePart(margin!.add(near!).sub(far!)),
);

export interface TripletMarginLossOptions {
  /** By how much the negative should be farther than the positive, > 0 (default 1). */
  margin?: number;
  /** Which norm (default 2). */
  p?: number;
  /** Added to each difference (default 1e-6). */
  eps?: number;
  /** Also use the distance of positive and negative, if it is the smaller one (default false). */
  swap?: boolean;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/** @throws ArgumentError unless the margin is positive */
export function checkMargin(op: string, v: unknown): number {
  const margin = checkNumber(op, 'margin', v);
  if (!(margin > 0)) throw new ArgumentError(`${op}: margin must be positive, got ${margin}`);
  return margin;
}

/**
 * max(0, margin + d(anchor, positive) − d(anchor, negative)), d being the p-norm of the difference. Balntas et al.,
 * "Learning Local Feature Descriptors with Triplets" (2016).
 *
 * @param anchor [N, D] or [D]
 * @param positive what should be near, the same shape
 * @param negative what should be far, the same shape
 * @param options.margin by how much farther (default 1)
 * @param options.p which norm (default 2)
 * @param options.eps added to each difference (default 1e-6)
 * @param options.swap use d(positive, negative) where it is smaller (default false)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const tripletMarginLoss: FunctionOp<
  (anchor: Tensor, positive: Tensor, negative: Tensor, options?: TripletMarginLossOptions) => Tensor
> = defineOp(
  {
    name: 'tripletMarginLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.triplet_margin_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 3])],
      [
        make.tensor([4, 3]),
        make.tensor([4, 3]),
        make.tensor([4, 3]),
        { swap: true, margin: 2, reduction: 'sum' },
      ],
      [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 3]), { p: 1, reduction: 'none' }],
      [make.tensor([3]), make.tensor([3]), make.tensor([3])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([3])],
        error: ShapeError,
        message:
          'tripletMarginLoss: anchor [4, 3], positive [4, 3] and negative [3] must have as many dimensions',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 3]), { margin: 0 }],
        error: ArgumentError,
        message: 'tripletMarginLoss: margin must be positive, got 0',
      },
    ],
  },
  composed((...[first, second, third, options]: [Tensor, Tensor, Tensor, unknown?]) => {
    const name = 'tripletMarginLoss';
    const integers = [first, second, third].every((t) => t.dtype.kind === 'int');
    const [anchor, positive, negative] = (
      integers ? [first, second, third] : [first, second, third].map(asFloating)
    ) as [Tensor, Tensor, Tensor];
    const o = parseOptions(name, options, { margin: 1, p: 2, eps: 1e-6, swap: false, reduction: 'mean' });
    const reduction = checkReduction(name, o.reduction);
    const margin = checkMargin(name, o.margin);
    const distance = { p: checkNumber(name, 'p', o.p), eps: checkNumber(name, 'eps', o.eps) };
    if (!integers) checkFloating(name, { anchor, positive, negative }, true);
    if (anchor.ndim !== positive.ndim || anchor.ndim !== negative.ndim) {
      throw new ShapeError(
        `${name}: anchor ${showShape(anchor.shape)}, positive ${showShape(positive.shape)} and negative ${showShape(negative.shape)} must have as many dimensions`,
      );
    }
    const near = pairwiseDistance(anchor, positive, distance);
    const far = pairwiseDistance(anchor, negative, distance);
    const farthest = checkBoolean(name, 'swap', o.swap)
      ? minimum(far, pairwiseDistance(positive, negative, distance))
      : far;
    return tripletLoss.call([near, farthest], reduction, [margin]);
  }),
);
