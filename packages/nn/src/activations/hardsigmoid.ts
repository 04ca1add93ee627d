import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface HardsigmoidOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** min(max(x + 3, 0), 6) / 6. */
export class Hardsigmoid extends Module {
  readonly inplace: boolean;

  constructor(options?: HardsigmoidOptions) {
    super();
    this.inplace = parseOptions('Hardsigmoid', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.hardsigmoid(input, { inplace: this.inplace });
  }
}
