import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface SoftplusOptions {
  /** Steepness (default 1). */
  beta?: number;
  /** Where the function turns linear (default 20). */
  threshold?: number;
}

/** log(1 + e^(beta·x)) / beta; x itself where beta · x > threshold. */
export class Softplus extends Module {
  readonly beta: number;
  readonly threshold: number;

  constructor(options?: SoftplusOptions) {
    super();
    const o = parseOptions('Softplus', options, { beta: 1, threshold: 20 });
    this.beta = o.beta;
    this.threshold = o.threshold;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.softplus(input, { beta: this.beta, threshold: this.threshold });
  }

  override extraRepr(): string {
    return `beta=${pyFloat(this.beta)}, threshold=${pyFloat(this.threshold)}`;
  }
}
