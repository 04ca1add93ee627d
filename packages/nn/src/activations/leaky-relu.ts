import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface LeakyReLUOptions {
  /** Slope for negative elements (default 0.01). */
  negativeSlope?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x for x > 0, else negativeSlope · x (Maas et al., 2013). */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;
  readonly inplace: boolean;

  constructor(negativeSlope?: number | LeakyReLUOptions, options?: LeakyReLUOptions) {
    super();
    const o = positionalOrNamed('LeakyReLU', 'negativeSlope', negativeSlope, options, {
      negativeSlope: 0.01,
      inplace: false,
    });
    this.negativeSlope = o.negativeSlope;
    this.inplace = o.inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.leakyRelu(input, { negativeSlope: this.negativeSlope, inplace: this.inplace });
  }

  override extraRepr(): string {
    return `negative_slope=${pyFloat(this.negativeSlope)}${this.inplace ? ', inplace=True' : ''}`;
  }
}
