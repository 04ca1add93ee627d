import { functional as F, ones, type Tensor, zeros } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import type { Size } from './sizes.js';
import { normalizedSizes } from './sizes.js';

export interface LayerNormOptions extends FactoryOptions {
  /** Added to the variance (default 1e-5). */
  eps?: number;
  /** Learn a scale and a shift for each element (default true). */
  elementwiseAffine?: boolean;
  /** Learn the shift too (default true). */
  bias?: boolean;
}

/** Normalises over the last dimensions of each sample (Ba et al., 2016): (x − mean) / √(var + eps) · weight + bias. */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  weight: Parameter | null;
  bias: Parameter | null;

  /** @param normalizedShape sizes of the last dimensions, over which is normalised */
  constructor(normalizedShape: Size, options?: LayerNormOptions) {
    super();
    const o = parseOptions('LayerNorm', options, {
      eps: 1e-5,
      elementwiseAffine: true,
      bias: true,
      ...factoryDefaults,
    });
    this.normalizedShape = normalizedSizes('LayerNorm', normalizedShape);
    this.eps = o.eps;
    this.elementwiseAffine = o.elementwiseAffine;
    const target = factoryTarget(o);
    this.weight = o.elementwiseAffine ? new Parameter(ones(this.normalizedShape, target)) : null;
    this.bias = o.elementwiseAffine && o.bias ? new Parameter(zeros(this.normalizedShape, target)) : null;
  }

  /** @param input [*, …normalizedShape] */
  forward(input: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return F.layerNorm(input, this.normalizedShape, { weight, bias, eps });
  }

  override extraRepr(): string {
    const affine = `elementwise_affine=${pyValue(this.elementwiseAffine)}`;
    return `${pyValue(this.normalizedShape)}, eps=${pyFloat(this.eps)}, ${affine}, bias=${pyValue(this.bias !== null)}`;
  }
}
