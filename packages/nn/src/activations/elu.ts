import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface ELUOptions {
  /** Scale of the negative part (default 1). */
  alpha?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x for x > 0, else alpha · (eˣ − 1) (Clevert et al., 2015). */
export class ELU extends Module {
  readonly alpha: number;
  readonly inplace: boolean;

  constructor(alpha?: number | ELUOptions, options?: ELUOptions) {
    super();
    const o = positionalOrNamed('ELU', 'alpha', alpha, options, { alpha: 1, inplace: false });
    this.alpha = o.alpha;
    this.inplace = o.inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.elu(input, { alpha: this.alpha, inplace: this.inplace });
  }

  override extraRepr(): string {
    return `alpha=${pyFloat(this.alpha)}${this.inplace ? ', inplace=True' : ''}`;
  }
}
