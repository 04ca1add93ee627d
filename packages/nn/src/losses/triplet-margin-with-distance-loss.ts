import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { PairwiseDistance } from '../layers/pairwise-distance.js';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

/** Distance of two batches of vectors: a function or a module. */
export type Distance = ((a: Tensor, b: Tensor) => Tensor) | Module;

export interface TripletMarginWithDistanceLossOptions extends ReductionOptions {
  /** The distance (default: Euclidean). */
  distanceFunction?: Distance | null;
  /** By how much the negative should be farther than the positive (default 1). */
  margin?: number;
  /** Use d(positive, negative) where it is smaller (default false). */
  swap?: boolean;
}

/** max(0, margin + d(anchor, positive) − d(anchor, negative)) for any distance d. */
export class TripletMarginWithDistanceLoss extends Module {
  readonly reduction: Reduction;
  distanceFunction: Distance;
  readonly margin: number;
  readonly swap: boolean;

  constructor(options?: TripletMarginWithDistanceLossOptions) {
    super();
    const o = parseOptions('TripletMarginWithDistanceLoss', options, {
      distanceFunction: null as Distance | null,
      margin: 1,
      swap: false,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('TripletMarginWithDistanceLoss', o.reduction);
    this.distanceFunction = o.distanceFunction ?? new PairwiseDistance();
    this.margin = o.margin;
    this.swap = o.swap;
  }

  /**
   * @param anchor [N, *]
   * @param positive what should be near
   * @param negative what should be far
   */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { distanceFunction: d, margin, swap, reduction } = this;
    const distanceFunction = (a: Tensor, b: Tensor): Tensor =>
      d instanceof Module ? (d.forward(a, b) as Tensor) : d(a, b);
    return F.tripletMarginWithDistanceLoss(anchor, positive, negative, {
      distanceFunction,
      margin,
      swap,
      reduction,
    });
  }
}
