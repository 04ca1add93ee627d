import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface GaussianNLLLossOptions extends ReductionOptions {
  /** Add the constant ½ · log 2π (default false). */
  full?: boolean;
  /** Smallest variance (default 1e-6). */
  eps?: number;
}

/** Negative log-likelihood under normal distributions (Nix and Weigend, 1994). */
export class GaussianNLLLoss extends Module {
  readonly reduction: Reduction;
  readonly full: boolean;
  readonly eps: number;

  constructor(options?: GaussianNLLLossOptions) {
    super();
    const o = parseOptions('GaussianNLLLoss', options, { full: false, eps: 1e-6, ...reductionDefaults });
    this.reduction = checkReduction('GaussianNLLLoss', o.reduction);
    this.full = o.full;
    this.eps = o.eps;
  }

  /**
   * @param input means, any shape
   * @param target observations, the same shape
   * @param variance a number, or variances in the same shape or with the last dimension missing or 1
   */
  forward(input: Tensor, target: Tensor, variance: Tensor | number): Tensor {
    const { full, eps, reduction } = this;
    return F.gaussianNllLoss(input, target, variance, { full, eps, reduction });
  }
}
