import { ArgumentError, functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface KLDivLossOptions {
  /** `'none'`, `'mean'` (default), `'sum'`, or `'batchmean'`: the sum divided by the batch, the divergence proper. */
  reduction?: 'none' | 'mean' | 'sum' | 'batchmean';
  /** Whether the target is given as logarithms (default false). */
  logTarget?: boolean;
}

/** target · (log target − input), the input being logarithms: the Kullback–Leibler divergence. */
export class KLDivLoss extends Module {
  readonly reduction: 'none' | 'mean' | 'sum' | 'batchmean';
  readonly logTarget: boolean;

  constructor(options?: KLDivLossOptions) {
    super();
    const defaults: Required<KLDivLossOptions> = { reduction: 'mean', logTarget: false };
    const o = parseOptions('KLDivLoss', options, defaults);
    if (!['none', 'mean', 'sum', 'batchmean'].includes(o.reduction)) {
      throw new ArgumentError(
        `KLDivLoss: reduction must be 'none', 'mean', 'sum' or 'batchmean', got '${String(o.reduction)}'`,
      );
    }
    this.reduction = o.reduction;
    this.logTarget = o.logTarget;
  }

  /**
   * @param input logarithms of probabilities, any shape
   * @param target probabilities, the same shape
   */
  forward(input: Tensor, target: Tensor): Tensor {
    return F.klDiv(input, target, { reduction: this.reduction, logTarget: this.logTarget });
  }
}
