import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface ReLU6Options {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** min(max(x, 0), 6). */
export class ReLU6 extends Module {
  readonly inplace: boolean;

  constructor(options?: ReLU6Options) {
    super();
    this.inplace = parseOptions('ReLU6', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.relu6(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}
