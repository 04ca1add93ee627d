import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

/** (input − target)². */
export class MSELoss extends Module {
  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    super();
    this.reduction = checkReduction('MSELoss', parseOptions('MSELoss', options, reductionDefaults).reduction);
  }

  /**
   * @param input any shape
   * @param target the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.mseLoss(input, target, { reduction: this.reduction });
  }
}
