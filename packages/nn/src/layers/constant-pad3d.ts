import { functional as F, type Tensor } from '@cresset/tensor';
import { checkNumber } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import type { Padding } from './pad-nd.js';
import { PadNd } from './pad-nd.js';

/** The input with one value around it. */
export class ConstantPad3d extends PadNd {
  readonly value: number;

  /**
   * @param padding places on all sides, or [left, right, top, bottom, front, back]
   * @param value what they hold
   */
  constructor(padding: Padding, value: number) {
    super('ConstantPad3d', 3, padding);
    this.value = checkNumber('ConstantPad3d', 'value', value);
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    return F.pad(input, this.padding, { value: this.value });
  }

  override extraRepr(): string {
    return `padding=${pyValue(this.padding)}, value=${this.value}`;
  }
}
