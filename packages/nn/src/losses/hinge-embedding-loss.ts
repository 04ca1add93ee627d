import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface HingeEmbeddingLossOptions extends ReductionOptions {
  /** Distance from which a negative pair costs nothing (default 1). */
  margin?: number;
}

/** x where the target is 1, max(0, margin − x) where it is −1. */
export class HingeEmbeddingLoss extends Module {
  readonly reduction: Reduction;
  readonly margin: number;

  constructor(options?: HingeEmbeddingLossOptions) {
    super();
    const o = parseOptions('HingeEmbeddingLoss', options, { margin: 1, ...reductionDefaults });
    this.reduction = checkReduction('HingeEmbeddingLoss', o.reduction);
    this.margin = o.margin;
  }

  /**
   * @param input distances, any shape
   * @param target 1 or −1, the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return F.hingeEmbeddingLoss(input, target, { margin, reduction });
  }
}
