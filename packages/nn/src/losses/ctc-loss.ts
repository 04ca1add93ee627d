import { functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface CTCLossOptions extends ReductionOptions {
  /** Class that stands for no label (default 0). */
  blank?: number;
  /** Let impossible alignments count as 0 instead of ∞ (default false). */
  zeroInfinity?: boolean;
}

/** Connectionist temporal classification (Graves et al., 2006): the labels in this order, at any times. */
export class CTCLoss extends Module {
  readonly blank: number;
  readonly reduction: Reduction;
  readonly zeroInfinity: boolean;

  constructor(options?: CTCLossOptions) {
    super();
    const o = parseOptions('CTCLoss', options, { blank: 0, zeroInfinity: false, ...reductionDefaults });
    this.blank = checkInteger('CTCLoss', 'blank', o.blank, 0);
    this.reduction = checkReduction('CTCLoss', o.reduction);
    this.zeroInfinity = o.zeroInfinity;
  }

  /**
   * @param logProbs logarithms of probabilities, [T, N, C] or [T, C]
   * @param targets labels, [N, S] or one after the other
   * @param inputLengths time steps of each sequence, [N]
   * @param targetLengths labels of each sequence, [N]
   */
  forward(
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Tensor | readonly number[],
    targetLengths: Tensor | readonly number[],
  ): Tensor {
    const { blank, reduction, zeroInfinity } = this;
    return F.ctcLoss(logProbs, targets, inputLengths, targetLengths, { blank, reduction, zeroInfinity });
  }
}
