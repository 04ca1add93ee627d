import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface BCELossOptions extends ReductionOptions {
  /** Weight of each element, broadcast to the input (default: all 1). */
  weight?: Tensor | null;
}

/** −(y·log x + (1 − y)·log(1 − x)), the logarithms not below −100. */
export class BCELoss extends Module {
  readonly reduction: Reduction;
  weight: Tensor | null;

  constructor(options?: BCELossOptions) {
    super();
    const o = parseOptions('BCELoss', options, { weight: null as Tensor | null, ...reductionDefaults });
    this.reduction = checkReduction('BCELoss', o.reduction);
    this.weight = this.registerBuffer('weight', o.weight);
  }

  /**
   * @param input probabilities, any shape
   * @param target the same shape, from 0 to 1
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction } = this;
    return F.binaryCrossEntropy(input, target, { weight, reduction });
  }
}
