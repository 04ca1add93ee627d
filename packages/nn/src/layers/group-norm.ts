import { ArgumentError, functional as F, ones, type Tensor, zeros } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface GroupNormOptions extends FactoryOptions {
  /** Added to the variance (default 1e-5). */
  eps?: number;
  /** Learn a scale and a shift for each channel (default true). */
  affine?: boolean;
  /** Learn the shift too (default true). */
  bias?: boolean;
}

/** Normalises over groups of channels of each sample (Wu & He, 2018). */
export class GroupNorm extends Module {
  readonly eps: number;
  readonly affine: boolean;
  weight: Parameter | null;
  bias: Parameter | null;

  /**
   * @param numGroups number of groups
   * @param numChannels number of channels, divisible by it
   */
  constructor(
    readonly numGroups: number,
    readonly numChannels: number,
    options?: GroupNormOptions,
  ) {
    super();
    const o = parseOptions('GroupNorm', options, { eps: 1e-5, affine: true, bias: true, ...factoryDefaults });
    checkInteger('GroupNorm', 'numGroups', numGroups, 1);
    checkInteger('GroupNorm', 'numChannels', numChannels, 1);
    if (numChannels % numGroups !== 0) {
      throw new ArgumentError(
        `GroupNorm: numChannels (${numChannels}) must be divisible by numGroups (${numGroups})`,
      );
    }
    this.eps = o.eps;
    this.affine = o.affine;
    const target = factoryTarget(o);
    this.weight = o.affine ? new Parameter(ones([numChannels], target)) : null;
    this.bias = o.affine && o.bias ? new Parameter(zeros([numChannels], target)) : null;
  }

  /** @param input [N, C, *] */
  forward(input: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return F.groupNorm(input, this.numGroups, { weight, bias, eps });
  }

  override extraRepr(): string {
    const affine = `affine=${pyValue(this.affine)}, bias=${pyValue(this.bias !== null)}`;
    return `${this.numGroups}, ${this.numChannels}, eps=${pyFloat(this.eps)}, ${affine}`;
  }
}
