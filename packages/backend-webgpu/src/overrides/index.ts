import type { Override } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { attentionOverrides } from './attention.js';
import { convolutionOverrides } from './convolution.js';
import { nllLossOverrides } from './nll-loss.js';
import { normalizationOverrides } from './normalization.js';
import { rmsNormOverrides } from './rms-norm.js';
import { softmaxOverrides } from './softmax.js';

/** The fused ops of this backend, by the names of the composites that they stand in for. */
export function createOverrides(runner: Runner): Readonly<Record<string, Override>> {
  return {
    ...attentionOverrides(runner),
    ...convolutionOverrides(runner),
    ...softmaxOverrides(runner),
    ...normalizationOverrides(runner),
    ...rmsNormOverrides(runner),
    ...nllLossOverrides(runner),
  };
}
