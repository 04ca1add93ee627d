import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

export interface SmoothL1LossOptions extends ReductionOptions {
  /** Where the loss turns linear (default 1). */
  beta?: number;
}

/** (x − y)² / (2·beta) where |x − y| < beta, else |x − y| − beta/2. */
export class SmoothL1Loss extends Module {
  readonly reduction: Reduction;
  readonly beta: number;

  constructor(options?: SmoothL1LossOptions) {
    super();
    const o = parseOptions('SmoothL1Loss', options, { beta: 1, ...reductionDefaults });
    this.reduction = checkReduction('SmoothL1Loss', o.reduction);
    this.beta = o.beta;
  }

  /**
   * @param input any shape
   * @param target the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.smoothL1Loss(input, target, { reduction: this.reduction, beta: this.beta });
  }
}
