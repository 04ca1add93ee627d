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
  /** Give `[values, indices]`, for `MaxUnpool1d` (default false). */
  returnIndices?: boolean;
}

/** The largest element of each window. */
export class MaxPool1d extends Module {
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly dilation: Size;
  readonly ceilMode: boolean;
  readonly returnIndices: boolean;

  /** @param stride step of the window (default: its size); also as an option */
  constructor(kernelSize: Size, stride?: Size | MaxPool1dOptions | null, options?: MaxPool1dOptions) {
    super();
    const o = positionalOrNamed('MaxPool1d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      padding: 0 as Size,
      dilation: 1 as Size,
      ceilMode: false,
      returnIndices: false,
    });
    sizes('MaxPool1d', 'kernelSize', kernelSize, 1, 1);
    this.kernelSize = kernelSize;
    this.stride = o.stride ?? kernelSize;
    sizes('MaxPool1d', 'stride', this.stride, 1, 1);
    this.padding = o.padding;
    this.dilation = o.dilation;
    this.ceilMode = o.ceilMode;
    this.returnIndices = o.returnIndices;
  }

  /**
   * @param input [N, C, L] or [C, L]
   * @returns the largest elements; with `returnIndices` `[values, indices]`
   */
  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, dilation, ceilMode, returnIndices } = this;
    const options = { stride, padding, dilation, ceilMode };
    if (!returnIndices) return F.maxPool1d(input, kernelSize, options);
    // Typed as the usual case: with `returnIndices` the caller destructures `[values, indices]`.
    return F.maxPool1d(input, kernelSize, { ...options, returnIndices }) as unknown as Tensor;
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
