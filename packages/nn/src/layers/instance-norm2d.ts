import { parseOptions } from '@cresset/tensor/toolkit';
import type { InstanceNormOptions } from './instance-norm-nd.js';
import { InstanceNormNd, instanceNormDefaults } from './instance-norm-nd.js';

/** Normalises each channel of each sample of [N, C, H, W] or [C, H, W] by itself. */
export class InstanceNorm2d extends InstanceNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: InstanceNormOptions) {
    const o = parseOptions('InstanceNorm2d', options, instanceNormDefaults);
    super('InstanceNorm2d', 2, numFeatures, o);
  }
}
