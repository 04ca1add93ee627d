import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, describe, parseOptions } from '../../../op/options.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { minimum } from '../../arithmetic/minimum.js';
import { pairwiseDistance } from '../pairwise-distance.js';
import type { Reduction } from './loss-options.js';
import { checkFloating, checkReduction } from './loss-options.js';
import { checkMargin, tripletLoss } from './triplet-margin-loss.js';

export interface TripletMarginWithDistanceLossOptions {
  /** Distance of two batches of vectors (default: the Euclidean `pairwiseDistance`). */
  distanceFunction?: ((a: Tensor, b: Tensor) => Tensor) | null;
  /** By how much the negative should be farther than the positive, > 0 (default 1). */
  margin?: number;
  /** Also use the distance of positive and negative, if it is the smaller one (default false). */
  swap?: boolean;
  /** `'none'`, `'mean'` (default) or `'sum'`. */
  reduction?: Reduction;
}

/**
 * max(0, margin + d(anchor, positive) − d(anchor, negative)) for any distance d.
 *
 * @param anchor [N, *]
 * @param positive what should be near, as many dimensions
 * @param negative what should be far, as many dimensions
 * @param options.distanceFunction d (default: the Euclidean distance along the last dimension)
 * @param options.margin by how much farther (default 1)
 * @param options.swap use d(positive, negative) where it is smaller (default false)
 * @param options.reduction `'none'`, `'mean'` (default) or `'sum'`
 */
export const tripletMarginWithDistanceLoss: FunctionOp<
  (
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    options?: TripletMarginWithDistanceLossOptions,
  ) => Tensor
> = defineOp(
  {
    name: 'tripletMarginWithDistanceLoss',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.nn.functional.triplet_margin_with_distance_loss',
    samples: (make) => [
      [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 3])],
      [
        make.tensor([4, 3]),
        make.tensor([4, 3]),
        make.tensor([4, 3]),
        { swap: true, margin: 2, reduction: 'sum' },
      ],
      [make.tensor([2, 4, 3]), make.tensor([2, 4, 3]), make.tensor([2, 4, 3]), { reduction: 'none' }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([4, 3]), make.tensor([3]), make.tensor([4, 3])],
        error: ShapeError,
        message: 'tripletMarginWithDistanceLoss: anchor [4, 3], positive [3] and negative [4, 3]',
      },
      {
        args: [make.tensor([4, 3]), make.tensor([4, 3]), make.tensor([4, 3]), { distanceFunction: 2 }],
        error: ArgumentError,
        message: 'tripletMarginWithDistanceLoss: distanceFunction must be a function or null, got 2',
      },
      {
        args: [make.integers([2, 3], 0, 5), make.integers([2, 3], 0, 5), make.integers([2, 3], 0, 5)],
        error: DTypeError,
        message: 'tripletMarginWithDistanceLoss: anchor must be floating-point, got int64',
      },
    ],
  },
  composed((anchor: Tensor, positive: Tensor, negative: Tensor, options?: unknown) => {
    const name = 'tripletMarginWithDistanceLoss';
    const o = parseOptions(name, options, {
      distanceFunction: null as unknown,
      margin: 1,
      swap: false,
      reduction: 'mean',
    });
    if (o.distanceFunction !== null && typeof o.distanceFunction !== 'function') {
      throw new ArgumentError(
        `${name}: distanceFunction must be a function or null, got ${describe(o.distanceFunction)}`,
      );
    }
    const distance = (o.distanceFunction ?? pairwiseDistance) as (a: Tensor, b: Tensor) => Tensor;
    const reduction = checkReduction(name, o.reduction);
    const margin = checkMargin(name, o.margin);
    checkFloating(name, { anchor, positive, negative });
    if (anchor.ndim !== positive.ndim || anchor.ndim !== negative.ndim) {
      throw new ShapeError(
        `${name}: anchor ${showShape(anchor.shape)}, positive ${showShape(positive.shape)} and negative ${showShape(negative.shape)} must have as many dimensions`,
      );
    }
    const near = distance(anchor, positive);
    const far = distance(anchor, negative);
    const farthest = checkBoolean(name, 'swap', o.swap) ? minimum(far, distance(positive, negative)) : far;
    return tripletLoss.call([near, farthest], reduction, [margin]);
  }),
);
