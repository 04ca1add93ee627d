import { parseOptions } from '@cresset/tensor/toolkit';
import type { InstanceNormOptions } from './instance-norm-nd.js';
import { InstanceNormNd, instanceNormDefaults } from './instance-norm-nd.js';

/** Normalises each channel of each sample of [N, C, D, H, W] or [C, D, H, W] by itself. */
export class InstanceNorm3d extends InstanceNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: InstanceNormOptions) {
    const o = parseOptions('InstanceNorm3d', options, instanceNormDefaults);
    super('InstanceNorm3d', 3, numFeatures, o);
  }
}
