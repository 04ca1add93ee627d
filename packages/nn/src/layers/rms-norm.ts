import { functional as F, ones, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import type { Size } from './sizes.js';
import { normalizedSizes } from './sizes.js';

export interface RMSNormOptions extends FactoryOptions {
  /** Added to the mean square (default: the dtype's machine epsilon). */
  eps?: number | null;
  /** Learn a scale for each element (default true). */
  elementwiseAffine?: boolean;
}

/** Divides by the root mean square over the last dimensions (Zhang & Sennrich, 2019). */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | null;
  readonly elementwiseAffine: boolean;
  weight: Parameter | null;

  /** @param normalizedShape sizes of the last dimensions, over which is normalised */
  constructor(normalizedShape: Size, options?: RMSNormOptions) {
    super();
    const o = parseOptions('RMSNorm', options, {
      eps: null as number | null,
      elementwiseAffine: true,
      ...factoryDefaults,
    });
    this.normalizedShape = normalizedSizes('RMSNorm', normalizedShape);
    this.eps = o.eps;
    this.elementwiseAffine = o.elementwiseAffine;
    this.weight = o.elementwiseAffine ? new Parameter(ones(this.normalizedShape, factoryTarget(o))) : null;
  }

  /** @param input [*, …normalizedShape] */
  forward(input: Tensor): Tensor {
    return F.rmsNorm(input, this.normalizedShape, { weight: this.weight, eps: this.eps });
  }

  override extraRepr(): string {
    const eps = this.eps === null ? 'None' : pyFloat(this.eps);
    return `${pyValue(this.normalizedShape)}, eps=${eps}, elementwise_affine=${pyValue(this.elementwiseAffine)}`;
  }
}
