import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

/** The hinge loss of several labels. */
export class MultiLabelMarginLoss extends Module {
  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    super();
    const o = parseOptions('MultiLabelMarginLoss', options, { ...reductionDefaults });
    this.reduction = checkReduction('MultiLabelMarginLoss', o.reduction);
  }

  /**
   * @param input scores, [N, C] or [C]
   * @param target labels, the same shape: those before the first −1 of a row
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { reduction } = this;
    return F.multilabelMarginLoss(input, target, { reduction });
  }
}
