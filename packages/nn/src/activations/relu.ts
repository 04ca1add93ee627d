import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface ReLUOptions {
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** max(x, 0). */
export class ReLU extends Module {
  readonly inplace: boolean;

  constructor(options?: ReLUOptions) {
    super();
    this.inplace = parseOptions('ReLU', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.relu(input, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}
