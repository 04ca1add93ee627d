import { parseOptions } from '@cresset/tensor/toolkit';
import type { BatchNormOptions } from './batch-norm-nd.js';
import { BatchNormNd, batchNormDefaults } from './batch-norm-nd.js';

/**
 * Normalises each channel of [N, C, H, W] over the batch: (x − mean) / √(var + eps) · weight + bias. In evaluation
 * mode the running statistics take the place of the batch's.
 */
export class BatchNorm2d extends BatchNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super(
      'BatchNorm2d',
      [[4], '[N, C, H, W]'],
      numFeatures,
      parseOptions('BatchNorm2d', options, batchNormDefaults),
    );
  }
}
