import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';
import { type UnfoldOptions, unfoldDefaults } from './unfold.js';

/** Adds columns of windows to images: the transpose of `Unfold`. */
export class Fold extends Module {
  readonly outputSize: Size;
  readonly kernelSize: Size;
  readonly dilation: Size;
  readonly padding: Size;
  readonly stride: Size;

  constructor(outputSize: Size, kernelSize: Size, options?: UnfoldOptions) {
    super();
    const o = parseOptions('Fold', options, unfoldDefaults);
    sizes('Fold', 'outputSize', outputSize, 2, 1);
    sizes('Fold', 'kernelSize', kernelSize, 2, 1);
    this.outputSize = outputSize;
    this.kernelSize = kernelSize;
    this.dilation = o.dilation;
    this.padding = o.padding;
    this.stride = o.stride;
  }

  /**
   * @param input [N, C · kH · kW, number of windows] or without N
   * @returns [N, C, H, W]
   */
  forward(input: Tensor): Tensor {
    const { outputSize, kernelSize, dilation, padding, stride } = this;
    return F.fold(input, outputSize, kernelSize, { dilation, padding, stride });
  }

  override extraRepr(): string {
    const [output, kernel, dilation, padding, stride] = [
      this.outputSize,
      this.kernelSize,
      this.dilation,
      this.padding,
      this.stride,
    ].map(pyValue);
    return `output_size=${output}, kernel_size=${kernel}, dilation=${dilation}, padding=${padding}, stride=${stride}`;
  }
}
