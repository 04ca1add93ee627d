import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface HardswishOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** x · min(max(x + 3, 0), 6) / 6 (Howard et al., 2019). */
export class Hardswish extends Module {
  readonly inplace: boolean;

  constructor(options?: HardswishOptions) {
    super();
    this.inplace = parseOptions('Hardswish', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.hardswish(input, { inplace: this.inplace });
  }
}
