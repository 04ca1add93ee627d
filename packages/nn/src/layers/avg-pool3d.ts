import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface AvgPool3dOptions {
  /** Step of the window (default: its size). */
  stride?: Size | null;
  /** Zeros put at both ends (default 0). */
  padding?: Size;
  /** Let windows begin that aren't full (default false). */
  ceilMode?: boolean;
  /** Count padded zeros as elements (default true). */
  countIncludePad?: boolean;
  /** Divide by this instead of the number of elements. */
  divisorOverride?: number | null;
}

/** The average of each window. */
export class AvgPool3d extends Module {
  readonly kernelSize: Size;
  readonly stride: Size;
  readonly padding: Size;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  /** @param stride step of the window (default: its size); also as an option */
  constructor(kernelSize: Size, stride?: Size | AvgPool3dOptions | null, options?: AvgPool3dOptions) {
    super();
    const o = positionalOrNamed('AvgPool3d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      padding: 0 as Size,
      ceilMode: false,
      countIncludePad: true,
      divisorOverride: null as number | null,
    });
    sizes('AvgPool3d', 'kernelSize', kernelSize, 3, 1);
    this.kernelSize = kernelSize;
    this.stride = o.stride ?? kernelSize;
    sizes('AvgPool3d', 'stride', this.stride, 3, 1);
    this.padding = o.padding;
    this.ceilMode = o.ceilMode;
    this.countIncludePad = o.countIncludePad;
    this.divisorOverride = o.divisorOverride;
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    return F.avgPool3d(input, kernelSize, { stride, padding, ceilMode, countIncludePad, divisorOverride });
  }

  override extraRepr(): string {
    const [kernel, stride, padding] = [this.kernelSize, this.stride, this.padding].map(pyValue);
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}`;
  }
}
