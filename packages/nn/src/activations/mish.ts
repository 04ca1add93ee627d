import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface MishOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x · tanh(softplus(x)) (Misra, 2019). */
export class Mish extends Module {
  readonly inplace: boolean;

  constructor(options?: MishOptions) {
    super();
    this.inplace = parseOptions('Mish', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.mish(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}
