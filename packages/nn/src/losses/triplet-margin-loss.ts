import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface TripletMarginLossOptions extends ReductionOptions {
  /** By how much the negative should be farther than the positive (default 1). */
  margin?: number;
  /** Which norm (default 2). */
  p?: number;
  /** Added to each difference (default 1e-6). */
  eps?: number;
  /** Use d(positive, negative) where it is smaller (default false). */
  swap?: boolean;
}

/** max(0, margin + d(anchor, positive) − d(anchor, negative)), d being the p-norm of the difference (Balntas et al., 2016). */
export class TripletMarginLoss extends Module {
  readonly reduction: Reduction;
  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;

  constructor(options?: TripletMarginLossOptions) {
    super();
    const o = parseOptions('TripletMarginLoss', options, {
      margin: 1,
      p: 2,
      eps: 1e-6,
      swap: false,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('TripletMarginLoss', o.reduction);
    this.margin = o.margin;
    this.p = o.p;
    this.eps = o.eps;
    this.swap = o.swap;
  }

  /**
   * @param anchor [N, D] or [D]
   * @param positive what should be near
   * @param negative what should be far
   */
  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    const { margin, p, eps, swap, reduction } = this;
    return F.tripletMarginLoss(anchor, positive, negative, { margin, p, eps, swap, reduction });
  }
}
