import { functional as F, type Tensor } from '@cresset/tensor';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { OutputSize } from './sizes.js';
import { outputSizes } from './sizes.js';

/** The largest elements of as many windows as the output has places; null keeps the input's size. */
export class AdaptiveMaxPool2d extends Module {
  readonly outputSize: OutputSize;

  constructor(outputSize: OutputSize) {
    super();
    outputSizes('AdaptiveMaxPool2d', outputSize, 2);
    this.outputSize = outputSize;
  }

  /** @param input [N, C, H, W] or [C, H, W] */
  forward(input: Tensor): Tensor {
    return F.adaptiveMaxPool2d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${pyValue(this.outputSize)}`;
  }
}
