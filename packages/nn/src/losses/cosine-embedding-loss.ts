import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface CosineEmbeddingLossOptions extends ReductionOptions {
  /** Cosine below which a negative pair costs nothing (default 0). */
  margin?: number;
}

/** 1 − cos(x₁, x₂) where the target is 1, max(0, cos(x₁, x₂) − margin) where it is −1. */
export class CosineEmbeddingLoss extends Module {
  readonly reduction: Reduction;
  readonly margin: number;

  constructor(options?: CosineEmbeddingLossOptions) {
    super();
    const o = parseOptions('CosineEmbeddingLoss', options, { margin: 0, ...reductionDefaults });
    this.reduction = checkReduction('CosineEmbeddingLoss', o.reduction);
    this.margin = o.margin;
  }

  /**
   * @param input1 [N, D] or [D]
   * @param input2 [N, D] or [D]
   * @param target 1 or −1, [N] or []
   */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    const { margin, reduction } = this;
    return F.cosineEmbeddingLoss(input1, input2, target, { margin, reduction });
  }
}
