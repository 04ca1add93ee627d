import { functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface LocalResponseNormOptions {
  /** Factor of the mean square (default 1e-4). */
  alpha?: number;
  /** Exponent (default 0.75). */
  beta?: number;
  /** Added to the mean square (default 1). */
  k?: number;
}

/** x / (k + alpha · mean of x² over neighbouring channels)^beta (Krizhevsky et al., 2012). */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  /** @param size number of neighbouring channels */
  constructor(size: number, options?: LocalResponseNormOptions) {
    super();
    const o = parseOptions('LocalResponseNorm', options, { alpha: 1e-4, beta: 0.75, k: 1 });
    this.size = checkInteger('LocalResponseNorm', 'size', size, 1);
    this.alpha = o.alpha;
    this.beta = o.beta;
    this.k = o.k;
  }

  /** @param input [N, C, *] */
  forward(input: Tensor): Tensor {
    const { size, alpha, beta, k } = this;
    return F.localResponseNorm(input, size, { alpha, beta, k });
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${pyFloat(this.alpha)}, beta=${pyFloat(this.beta)}, k=${pyFloat(this.k)}`;
  }
}
