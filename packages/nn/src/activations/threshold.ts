import { functional as F, type Tensor } from '@cresset/tensor';
import { checkNumber, parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** x where x > threshold, else value. */
export class Threshold extends Module {
  readonly threshold: number;
  readonly value: number;
  readonly inplace: boolean;

  constructor(threshold: number, value: number, options?: { inplace?: boolean }) {
    super();
    this.threshold = checkNumber('Threshold', 'threshold', threshold);
    this.value = checkNumber('Threshold', 'value', value);
    this.inplace = parseOptions('Threshold', options, { inplace: false }).inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.threshold(input, this.threshold, this.value, { inplace: this.inplace });
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}${this.inplace ? ', inplace=True' : ''}`;
  }
}
