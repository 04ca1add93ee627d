import { parseOptions } from '@cresset/tensor/toolkit';
import type { BatchNormOptions } from './batch-norm-nd.js';
import { BatchNormNd, batchNormDefaults } from './batch-norm-nd.js';

/**
 * Normalises each channel of [N, C] or [N, C, L] over the batch: (x − mean) / √(var + eps) · weight + bias. In evaluation
 * mode the running statistics take the place of the batch's.
 */
export class BatchNorm1d extends BatchNormNd {
  /** @param numFeatures number of channels C */
  constructor(numFeatures: number, options?: BatchNormOptions) {
    super(
      'BatchNorm1d',
      [[2, 3], '[N, C] or [N, C, L]'],
      numFeatures,
      parseOptions('BatchNorm1d', options, batchNormDefaults),
    );
  }
}
