import { functional as F, type Tensor } from '@cresset/tensor';
import { checkNumber, positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface LPPool1dOptions {
  /** Step of the window (default: its size). */
  stride?: Size | null;
  /** Let windows begin that aren't full (default false). */
  ceilMode?: boolean;
}

/** (Σ xᵖ)^(1/p) of each window. */
export class LPPool1d extends Module {
  readonly normType: number;
  readonly kernelSize: Size;
  readonly stride: Size | null;
  readonly ceilMode: boolean;

  /**
   * @param normType p
   * @param stride step of the window (default: its size); also as an option
   */
  constructor(
    normType: number,
    kernelSize: Size,
    stride?: Size | LPPool1dOptions | null,
    options?: LPPool1dOptions,
  ) {
    super();
    const o = positionalOrNamed('LPPool1d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      ceilMode: false,
    });
    this.normType = checkNumber('LPPool1d', 'normType', normType);
    sizes('LPPool1d', 'kernelSize', kernelSize, 1, 1);
    if (o.stride !== null) sizes('LPPool1d', 'stride', o.stride, 1, 1);
    this.kernelSize = kernelSize;
    this.stride = o.stride;
    this.ceilMode = o.ceilMode;
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    const { normType, kernelSize, stride, ceilMode } = this;
    return F.lpPool1d(input, normType, kernelSize, { stride, ceilMode });
  }

  override extraRepr(): string {
    const [norm, kernel, stride, ceil] = [this.normType, this.kernelSize, this.stride, this.ceilMode].map(
      pyValue,
    );
    return `norm_type=${norm}, kernel_size=${kernel}, stride=${stride}, ceil_mode=${ceil}`;
  }
}
