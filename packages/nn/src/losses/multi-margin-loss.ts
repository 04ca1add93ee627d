import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface MultiMarginLossOptions extends ReductionOptions {
  /** Power of the terms, 1 or 2 (default 1). */
  p?: number;
  /** By how much the target's score should exceed the others (default 1). */
  margin?: number;
  /** Weight of each class, [C] (default: all 1). */
  weight?: Tensor | null;
}

/** The hinge loss of several classes. */
export class MultiMarginLoss extends Module {
  readonly reduction: Reduction;
  readonly p: number;
  readonly margin: number;
  weight: Tensor | null;

  constructor(options?: MultiMarginLossOptions) {
    super();
    const o = parseOptions('MultiMarginLoss', options, {
      p: 1,
      margin: 1,
      weight: null as Tensor | null,
      ...reductionDefaults,
    });
    this.reduction = checkReduction('MultiMarginLoss', o.reduction);
    this.p = o.p;
    this.margin = o.margin;
    this.weight = this.registerBuffer('weight', o.weight);
  }

  /**
   * @param input scores, [N, C] or [C]
   * @param target classes, [N] or []
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { p, margin, weight, reduction } = this;
    return F.multiMarginLoss(input, target, { p, margin, weight, reduction });
  }
}
