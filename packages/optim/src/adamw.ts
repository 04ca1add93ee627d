import { parseOptions } from '@cresset/tensor/toolkit';
import type { AdamOptions } from './adam.js';
import { Adam, adamDefaults } from './adam.js';
import type { ParamsInput } from './optimizer.js';

export type AdamWOptions = Omit<AdamOptions, 'decoupledWeightDecay'>;

const { decoupledWeightDecay: _, ...shared } = adamDefaults;
const defaults: Required<AdamWOptions> = { ...shared, weightDecay: 1e-2 };

/**
 * Adam with the weight decay taken out of the gradient (Loshchilov & Hutter, 2019): p ← p·(1 − lr·λ) before Adam's step.
 * The default λ is 1e-2.
 */
export class AdamW extends Adam {
  constructor(params: ParamsInput<AdamWOptions>, options?: AdamWOptions) {
    super(params, { ...parseOptions('AdamW', options, defaults), decoupledWeightDecay: true });
  }
}
