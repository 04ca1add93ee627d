import { parseOptions } from '@cresset/tensor/toolkit';
import type { BatchNormOptions } from './batch-norm-nd.js';
import { BatchNormNd, batchNormDefaults } from './batch-norm-nd.js';

/**
 * Normalises each channel of [N, C, D, H, W] over the batch: (x − mean) / √(var + eps) · weight + bias. In evaluation
 * mode the running statistics take the place of the batch's.
 */
export class BatchNorm3d extends BatchNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super(
      'BatchNorm3d',
      [[5], '[N, C, D, H, W]'],
      numFeatures,
      parseOptions('BatchNorm3d', options, batchNormDefaults),
    );
  }
}
