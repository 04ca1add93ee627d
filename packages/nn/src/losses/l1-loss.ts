import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { checkReduction, type Reduction, type ReductionOptions, reductionDefaults } from './reduction.js';

/** |input − target|. */
export class L1Loss extends Module {
  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    super();
    this.reduction = checkReduction('L1Loss', parseOptions('L1Loss', options, reductionDefaults).reduction);
  }

  /**
   * @param input any shape
   * @param target the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.l1Loss(input, target, { reduction: this.reduction });
  }
}
