import { functional as F, type Tensor } from '@cresset/tensor';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { OutputSize } from './sizes.js';
import { outputSizes } from './sizes.js';

/** Averages over as many windows as the output has places; null keeps the input's size. */
export class AdaptiveAvgPool1d extends Module {
  readonly outputSize: OutputSize;

  constructor(outputSize: OutputSize) {
    super();
    outputSizes('AdaptiveAvgPool1d', outputSize, 1);
    this.outputSize = outputSize;
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool1d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${pyValue(this.outputSize)}`;
  }
}
