import { functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** The inverse of `PixelShuffle`: [*, C, H · r, W · r] becomes [*, C · r², H, W]. */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = checkInteger('PixelUnshuffle', 'downscaleFactor', downscaleFactor, 1);
  }

  /** @param input [*, C, H · r, W · r] */
  forward(input: Tensor): Tensor {
    return F.pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}
