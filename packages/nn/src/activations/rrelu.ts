import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface RReLUOptions {
  /** Smallest slope (default 1/8). */
  lower?: number;
  /** Largest slope (default 1/3). */
  upper?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x for x > 0, else slope · x, with random slopes in training and their mean in evaluation (Xu et al., 2015). */
export class RReLU extends Module {
  readonly lower: number;
  readonly upper: number;
  readonly inplace: boolean;

  constructor(options?: RReLUOptions) {
    super();
    const o = parseOptions('RReLU', options, { lower: 1 / 8, upper: 1 / 3, inplace: false });
    this.lower = o.lower;
    this.upper = o.upper;
    this.inplace = o.inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    const { lower, upper, training, inplace } = this;
    return F.rrelu(input, { lower, upper, training, inplace });
  }

  override extraRepr(): string {
    return `lower=${pyFloat(this.lower)}, upper=${pyFloat(this.upper)}${this.inplace ? ', inplace=True' : ''}`;
  }
}
