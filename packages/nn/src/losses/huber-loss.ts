import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface HuberLossOptions extends ReductionOptions {
  /** Where the loss turns linear (default 1). */
  delta?: number;
}

/** (x − y)² / 2 where |x − y| < delta, else delta · (|x − y| − delta/2). */
export class HuberLoss extends Module {
  readonly reduction: Reduction;
  readonly delta: number;

  constructor(options?: HuberLossOptions) {
    super();
    const o = parseOptions('HuberLoss', options, { delta: 1, ...reductionDefaults });
    this.reduction = checkReduction('HuberLoss', o.reduction);
    this.delta = o.delta;
  }

  /**
   * @param input any shape
   * @param target the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.huberLoss(input, target, { reduction: this.reduction, delta: this.delta });
  }
}
