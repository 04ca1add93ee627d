import { functional as F, type Tensor } from '@cresset/tensor';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { OutputSize } from './sizes.js';
import { outputSizes } from './sizes.js';

/** Averages over as many windows as the output has places; null keeps the input's size. */
export class AdaptiveAvgPool3d extends Module {
  readonly outputSize: OutputSize;

  constructor(outputSize: OutputSize) {
    super();
    outputSizes('AdaptiveAvgPool3d', outputSize, 3);
    this.outputSize = outputSize;
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool3d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${pyValue(this.outputSize)}`;
  }
}
