import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface BCEWithLogitsLossOptions extends ReductionOptions {
  /** Weight of each element, broadcast to the input (default: all 1). */
  weight?: Tensor | null;
  /** Weight of the positive targets, broadcast to the input (default: all 1). */
  posWeight?: Tensor | null;
}

/** The binary cross-entropy of sigmoid(input), computed without overflow. */
export class BCEWithLogitsLoss extends Module {
  readonly reduction: Reduction;
  weight: Tensor | null;
  posWeight: Tensor | null;

  constructor(options?: BCEWithLogitsLossOptions) {
    super();
    const o = parseOptions('BCEWithLogitsLoss', options, {
      weight: null as Tensor | null,
      posWeight: null as Tensor | null,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('BCEWithLogitsLoss', o.reduction);
    this.weight = this.registerBuffer('weight', o.weight);
    this.posWeight = this.registerBuffer('posWeight', o.posWeight);
  }

  /**
   * @param input logits, any shape
   * @param target the same shape, from 0 to 1
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, posWeight, reduction } = this;
    return F.binaryCrossEntropyWithLogits(input, target, { weight, posWeight, reduction });
  }
}
