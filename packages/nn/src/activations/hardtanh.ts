import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface HardtanhOptions {
  /** Lower bound (default −1). */
  minVal?: number;
  /** Upper bound (default 1). */
  maxVal?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** min(max(x, minVal), maxVal). */
export class Hardtanh extends Module {
  readonly minVal: number;
  readonly maxVal: number;
  readonly inplace: boolean;

  constructor(options?: HardtanhOptions) {
    super();
    const defaults = { minVal: -1, maxVal: 1, inplace: false };
    const o = parseOptions('Hardtanh', options, defaults);
    this.minVal = o.minVal;
    this.maxVal = o.maxVal;
    this.inplace = o.inplace;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.hardtanh(input, { minVal: this.minVal, maxVal: this.maxVal, inplace: this.inplace });
  }

  override extraRepr(): string {
    const bounds = `min_val=${pyFloat(this.minVal)}, max_val=${pyFloat(this.maxVal)}`;
    return `${bounds}${this.inplace ? ', inplace=True' : ''}`;
  }
}
