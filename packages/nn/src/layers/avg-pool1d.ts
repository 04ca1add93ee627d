import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface AvgPool1dOptions {
  /** Step of the window (default: its size). */
  stride?: Size | null;
  /** Zeros put at both ends (default 0). */
  padding?: Size;
  /** Let windows begin that aren't full (default false). */
  ceilMode?: boolean;
  /** Count padded zeros as elements (default true). */
  countIncludePad?: boolean;
}

/** The average of each window. */
export class AvgPool1d extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;

  /** @param stride step of the window (default: its size); also as an option */
  constructor(kernelSize: Size, stride?: Size | AvgPool1dOptions | null, options?: AvgPool1dOptions) {
    super();
    const o = positionalOrNamed('AvgPool1d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      padding: 0 as Size,
      ceilMode: false,
      countIncludePad: true,
    });
    this.kernelSize = sizes('AvgPool1d', 'kernelSize', kernelSize, 1, 1);
    this.stride = sizes('AvgPool1d', 'stride', o.stride ?? kernelSize, 1, 1);
    this.padding = sizes('AvgPool1d', 'padding', o.padding, 1);
    this.ceilMode = o.ceilMode;
    this.countIncludePad = o.countIncludePad;
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    const { kernelSize, stride, padding, ceilMode, countIncludePad } = this;
    return F.avgPool1d(input, kernelSize, { stride, padding, ceilMode, countIncludePad });
  }

  override extraRepr(): string {
    const [kernel, stride, padding] = [this.kernelSize, this.stride, this.padding].map(pyValue);
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}`;
  }
}
