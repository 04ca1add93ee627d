import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface MarginRankingLossOptions extends ReductionOptions {
  /** By how much the higher-ranked input should exceed the other (default 0). */
  margin?: number;
}

/** max(0, −target · (input1 − input2) + margin). */
export class MarginRankingLoss extends Module {
  readonly reduction: Reduction;
  readonly margin: number;

  constructor(options?: MarginRankingLossOptions) {
    super();
    const o = parseOptions('MarginRankingLoss', options, { margin: 0, ...reductionDefaults });
    this.reduction = checkReduction('MarginRankingLoss', o.reduction);
    this.margin = o.margin;
  }

  /**
   * @param input1 scores, any shape
   * @param input2 scores, the same shape
   * @param target 1 where the first should rank higher, else −1
   */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return F.marginRankingLoss(input1, input2, target, { margin, reduction });
  }
}
