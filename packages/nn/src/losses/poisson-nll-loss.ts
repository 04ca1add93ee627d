import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface PoissonNLLLossOptions extends ReductionOptions {
  /** Whether the input is the logarithm of the rate (default true). */
  logInput?: boolean;
  /** Add Stirling's approximation of log target! (default false). */
  full?: boolean;
  /** Added to the rate before its logarithm is taken (default 1e-8). */
  eps?: number;
}

/** Negative log-likelihood of counts under Poisson distributions. */
export class PoissonNLLLoss extends Module {
  readonly reduction: Reduction;
  readonly logInput: boolean;
  readonly full: boolean;
  readonly eps: number;

  constructor(options?: PoissonNLLLossOptions) {
    super();
    const o = parseOptions('PoissonNLLLoss', options, {
      logInput: true,
      full: false,
      eps: 1e-8,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('PoissonNLLLoss', o.reduction);
    this.logInput = o.logInput;
    this.full = o.full;
    this.eps = o.eps;
  }

  /**
   * @param input rates or their logarithms, any shape
   * @param target counts, the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { logInput, full, eps, reduction } = this;
    return F.poissonNllLoss(input, target, { logInput, full, eps, reduction });
  }
}
