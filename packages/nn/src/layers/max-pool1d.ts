import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface MaxPool1dOptions {
  /** Step of the window (default: its size). */
  stride?: Size | null;
  /** Places put at both ends, which never win (default 0). */
  padding?: Size;
  /** Distance of the window's elements (default 1). */
  dilation?: Size;
  /** Let windows begin that aren't full (default false). */
  ceilMode?: boolean;
}

/** The largest element of each window. */
export class MaxPool1d extends Module {
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly dilation: Size;
  readonly ceilMode: boolean;

  /** @param stride step of the window (default: its size); also as an option */
  constructor(kernelSize: Size, stride?: Size | MaxPool1dOptions | null, options?: MaxPool1dOptions) {
    super();
    const o = positionalOrNamed('MaxPool1d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      padding: 0 as Size,
      dilation: 1 as Size,
      ceilMode: false,
    });
    sizes('MaxPool1d', 'kernelSize', kernelSize, 1, 1);
    this.kernelSize = kernelSize;
    this.stride = o.stride ?? kernelSize;
    sizes('MaxPool1d', 'stride', this.stride, 1, 1);
    this.padding = o.padding;
    this.dilation = o.dilation;
    this.ceilMode = o.ceilMode;
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    return F.maxPool1d(input, kernelSize, { stride, padding, dilation, ceilMode });
  }

  override extraRepr(): string {
    const [kernel, stride, padding, dilation] = [
      this.kernelSize,
      this.stride,
      this.padding,
      this.dilation,
    ].map(pyValue);
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}, dilation=${dilation}, ceil_mode=${pyValue(this.ceilMode)}`;
  }
}
