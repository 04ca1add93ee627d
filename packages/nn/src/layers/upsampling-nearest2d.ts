import { Upsample, type UpsampleOptions } from './upsample.js';

/** Nearest-neighbour upsampling of images. */
export class UpsamplingNearest2d extends Upsample {
  constructor(options?: Pick<UpsampleOptions, 'size' | 'scaleFactor'>) {
    super({ ...options, mode: 'nearest' });
  }
}
