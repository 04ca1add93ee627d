import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface UnfoldOptions {
  /** Distance of the window's elements (default 1). */
  dilation?: Size;
  /** Zeros put at both ends (default 0). */
  padding?: Size;
  /** Step of the window (default 1). */
  stride?: Size;
}

export const unfoldDefaults = { dilation: 1 as Size, padding: 0 as Size, stride: 1 as Size };

/** All windows of images as columns. */
export class Unfold extends Module {
  readonly kernelSize: Size;
  readonly dilation: Size;
  readonly padding: Size;
  readonly stride: Size;

  constructor(kernelSize: Size, options?: UnfoldOptions) {
    super();
    const o = parseOptions('Unfold', options, unfoldDefaults);
    sizes('Unfold', 'kernelSize', kernelSize, 2, 1);
    this.kernelSize = kernelSize;
    this.dilation = o.dilation;
    this.padding = o.padding;
    this.stride = o.stride;
  }

  /**
   * @param input [N, C, H, W] or [C, H, W]
   * @returns [N, C · kH · kW, number of windows]
   */
  forward(input: Tensor): Tensor {
    const { kernelSize, dilation, padding, stride } = this;
    return F.unfold(input, kernelSize, { dilation, padding, stride });
  }

  override extraRepr(): string {
    const [kernel, dilation, padding, stride] = [
      this.kernelSize,
      this.dilation,
      this.padding,
      this.stride,
    ].map(pyValue);
    return `kernel_size=${kernel}, dilation=${dilation}, padding=${padding}, stride=${stride}`;
  }
}
