import { functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** Channels laid out as pixels: [*, C · r², H, W] becomes [*, C, H · r, W · r] (Shi et al., 2016). */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = checkInteger('PixelShuffle', 'upscaleFactor', upscaleFactor, 1);
  }

  /** @param input [*, C · r², H, W] */
  forward(input: Tensor): Tensor {
    return F.pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}
