import { Upsample, type UpsampleOptions } from './upsample.js';

/** Bilinear upsampling of images, with corner places on each other. */
export class UpsamplingBilinear2d extends Upsample {
  constructor(options?: Pick<UpsampleOptions, 'size' | 'scaleFactor'>) {
    super({ ...options, mode: 'bilinear', alignCorners: true });
  }
}
