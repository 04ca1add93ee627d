import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface SiLUOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x · sigmoid(x), also called swish. */
export class SiLU extends Module {
  readonly inplace: boolean;

  constructor(options?: SiLUOptions) {
    super();
    this.inplace = parseOptions('SiLU', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.silu(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}
