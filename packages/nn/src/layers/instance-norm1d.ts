import { parseOptions } from '@cresset/tensor/toolkit';
import type { InstanceNormOptions } from './instance-norm-nd.js';
import { InstanceNormNd, instanceNormDefaults } from './instance-norm-nd.js';

/** Normalises each channel of each sample of [N, C, L] or [C, L] by itself. */
export class InstanceNorm1d extends InstanceNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: InstanceNormOptions) {
    const o = parseOptions('InstanceNorm1d', options, instanceNormDefaults);
    super('InstanceNorm1d', 1, numFeatures, o);
  }
}
