import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { OutputSize } from './sizes.js';
import { outputSizes } from './sizes.js';

/** The largest elements of as many windows as the output has places; null keeps the input's size. */
export class AdaptiveMaxPool2d extends Module {
  readonly outputSize: OutputSize;
  readonly returnIndices: boolean;

  /** @param options.returnIndices give `[values, indices]` (default false) */
  constructor(outputSize: OutputSize, options?: { returnIndices?: boolean }) {
    super();
    outputSizes('AdaptiveMaxPool2d', outputSize, 2);
    this.outputSize = outputSize;
    this.returnIndices = parseOptions('AdaptiveMaxPool2d', options, { returnIndices: false }).returnIndices;
  }

  /**
   * @param input [N, C, H, W] or [C, H, W]
   * @returns the largest elements; with `returnIndices` `[values, indices]`
   */
  forward(input: Tensor): Tensor {
    const { outputSize, returnIndices } = this;
    if (!returnIndices) return F.adaptiveMaxPool2d(input, outputSize);
    // Typed as the usual case: with `returnIndices` the caller destructures `[values, indices]`.
    return F.adaptiveMaxPool2d(input, outputSize, { returnIndices }) as unknown as Tensor;
  }

  override extraRepr(): string {
    return `output_size=${pyValue(this.outputSize)}`;
  }
}
