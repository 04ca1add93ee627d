import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface CrossEntropyLossOptions extends ReductionOptions {
  /** Weight of each class, [C] (default: all 1). */
  weight?: Tensor | null;
  /** Target value that contributes nothing (default −100). */
  ignoreIndex?: number;
  /** Share of the target that is spread evenly over all classes, 0 to 1 (default 0). */
  labelSmoothing?: number;
}

/** −log softmax(input) at the target class, or against target probabilities. */
export class CrossEntropyLoss extends Module {
  readonly reduction: Reduction;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
  weight: Tensor | null;

  constructor(options?: CrossEntropyLossOptions) {
    super();
    const o = parseOptions('CrossEntropyLoss', options, {
      weight: null as Tensor | null,
      ignoreIndex: -100,
      labelSmoothing: 0,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('CrossEntropyLoss', o.reduction);
    this.ignoreIndex = o.ignoreIndex;
    this.labelSmoothing = o.labelSmoothing;
    this.weight = this.registerBuffer('weight', o.weight);
  }

  /**
   * @param input logits, [N, C, *] or [C]
   * @param target classes, [N, *] of integers, or probabilities of the shape of the input
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction, ignoreIndex, labelSmoothing } = this;
    return F.crossEntropy(input, target, { weight, reduction, ignoreIndex, labelSmoothing });
  }
}
