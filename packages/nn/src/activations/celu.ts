import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface CELUOptions {
  /** Length scale of the negative part (default 1). */
  alpha?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** max(x, 0) + min(0, alpha · (e^(x/alpha) − 1)) (Barron, 2017). */
export class CELU extends Module {
  readonly alpha: number;
  readonly inplace: boolean;

  constructor(alpha?: number | CELUOptions, options?: CELUOptions) {
    super();
    const o = positionalOrNamed('CELU', 'alpha', alpha, options, { alpha: 1, inplace: false });
    this.alpha = o.alpha;
    this.inplace = o.inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.celu(input, { alpha: this.alpha, inplace: this.inplace });
  }

  override extraRepr(): string {
    return `alpha=${pyFloat(this.alpha)}${this.inplace ? ', inplace=True' : ''}`;
  }
}
