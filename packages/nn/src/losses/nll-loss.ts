import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface NLLLossOptions extends ReductionOptions {
  /** Weight of each class, [C] (default: all 1). */
  weight?: Tensor | null;
  /** Target value that contributes nothing (default −100). */
  ignoreIndex?: number;
}

/** −input at the target class, the input being logarithms of probabilities. */
export class NLLLoss extends Module {
  readonly reduction: Reduction;
  readonly ignoreIndex: number;
  weight: Tensor | null;

  constructor(options?: NLLLossOptions) {
    super();
    const o = parseOptions('NLLLoss', options, {
      weight: null as Tensor | null,
      ignoreIndex: -100,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('NLLLoss', o.reduction);
    this.ignoreIndex = o.ignoreIndex;
    this.weight = this.registerBuffer('weight', o.weight);
  }

  /**
   * @param input logarithms of probabilities, [N, C, *] or [C]
   * @param target classes, [N, *] of integers, or a 0-dim tensor
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, reduction, ignoreIndex } = this;
    return F.nllLoss(input, target, { weight, reduction, ignoreIndex });
  }
}
