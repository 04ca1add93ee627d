import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

/** log(1 + exp(−target · input)), the logistic loss of two classes. */
export class SoftMarginLoss extends Module {
  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    super();
    const o = parseOptions('SoftMarginLoss', options, { ...reductionDefaults });
    this.reduction = checkReduction('SoftMarginLoss', o.reduction);
  }

  /**
   * @param input scores, any shape
   * @param target 1 or −1, the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return F.softMarginLoss(input, target, { reduction });
  }
}
