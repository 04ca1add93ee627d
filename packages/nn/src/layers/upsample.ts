import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';

export type UpsampleMode = 'nearest' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear';

export interface UpsampleOptions {
  /** Size of the result; either this or `scaleFactor`. */
  size?: Size | null;
  /** Size of the result over that of the input. */
  scaleFactor?: number | readonly number[] | null;
  /** How values between places are found (default `'nearest'`). */
  mode?: UpsampleMode;
  /** Whether corner places lie on each other (default false). */
  alignCorners?: boolean | null;
  /** Use the factor that the rounded size gives (default false). */
  recomputeScaleFactor?: boolean | null;
}

/** The input in another resolution: `F.interpolate` as a layer. */
export class Upsample extends Module {
  readonly size: Size | null;
  readonly scaleFactor: number | readonly number[] | null;
  readonly mode: UpsampleMode;
  readonly alignCorners: boolean | null;
  readonly recomputeScaleFactor: boolean | null;

  constructor(options?: UpsampleOptions) {
    super();
    const o = parseOptions(this.getName(), options, {
      size: null as Size | null,
      scaleFactor: null as number | readonly number[] | null,
      mode: 'nearest' as UpsampleMode,
      alignCorners: null as boolean | null,
      recomputeScaleFactor: null as boolean | null,
    });
    this.size = o.size;
    this.scaleFactor = o.scaleFactor;
    this.mode = o.mode;
    this.alignCorners = o.alignCorners;
    this.recomputeScaleFactor = o.recomputeScaleFactor;
  }

  /** @param input [N, C, L], [N, C, H, W] or [N, C, D, H, W] */
  forward(input: Tensor): Tensor {
    const { size, scaleFactor, mode, alignCorners, recomputeScaleFactor } = this;
    return F.interpolate(input, { size, scaleFactor, mode, alignCorners, recomputeScaleFactor });
  }

  override extraRepr(): string {
    const { scaleFactor: s } = this;
    const factor = Array.isArray(s)
      ? `(${s.map(pyFloat).join(', ')})`
      : s === null
        ? ''
        : pyFloat(s as number);
    const what = s === null ? `size=${pyValue(this.size)}` : `scale_factor=${factor}`;
    return `${what}, mode=${pyValue(this.mode)}`;
  }
}
