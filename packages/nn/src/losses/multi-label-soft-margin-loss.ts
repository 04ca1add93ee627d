import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface MultiLabelSoftMarginLossOptions extends ReductionOptions {
  /** Weight of each class, broadcast to the input (default: all 1). */
  weight?: Tensor | null;
}

/** Binary cross-entropy of sigmoid(input), averaged over the classes of a row. */
export class MultiLabelSoftMarginLoss extends Module {
  readonly reduction: Reduction;
  weight: Tensor | null;

  constructor(options?: MultiLabelSoftMarginLossOptions) {
    super();
    const o = parseOptions('MultiLabelSoftMarginLoss', options, {
      weight: null as Tensor | null,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('MultiLabelSoftMarginLoss', o.reduction);
    this.weight = this.registerBuffer('weight', o.weight);
  }

  /**
   * @param input logits, [*, C]
   * @param target 0 or 1, the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction } = this;
    return F.multilabelSoftMarginLoss(input, target, { weight, reduction });
  }
}
