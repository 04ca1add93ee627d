import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';

export interface GELUOptions {
  /** `'none'` (default): by the error function; `'tanh'`: the approximation of GPT-2 and BERT. */
  approximate?: 'none' | 'tanh';
}

/** x · Φ(x), with Φ the normal distribution function (Hendrycks & Gimpel, 2016). */
export class GELU extends Module {
  readonly approximate: 'none' | 'tanh';

  constructor(options?: GELUOptions) {
    super();
    this.approximate = parseOptions('GELU', options, { approximate: 'none' as 'none' | 'tanh' }).approximate;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.gelu(input, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate=${pyValue(this.approximate)}`;
  }
}
