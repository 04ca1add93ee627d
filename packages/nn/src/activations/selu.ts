import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface SELUOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** The self-normalising exponential unit (Klambauer et al., 2017). */
export class SELU extends Module {
  readonly inplace: boolean;

  constructor(options?: SELUOptions) {
    super();
    this.inplace = parseOptions('SELU', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.selu(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}
