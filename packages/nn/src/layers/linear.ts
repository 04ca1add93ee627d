import { empty, functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { kaimingUniform_, uniform_ } from '../init/index.js';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface LinearOptions extends FactoryOptions {
  /** Add a learnt bias (default true). */
  bias?: boolean;
}

/**
 * y = x·Wᵀ + b. Weight [out, in] and bias [out] start uniform in ±1/√in.
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  weight: Parameter;
  bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options?: LinearOptions) {
    super();
    const o = parseOptions('Linear', options, { bias: true, ...factoryDefaults });
    this.inFeatures = checkInteger('Linear', 'inFeatures', inFeatures, 0);
    this.outFeatures = checkInteger('Linear', 'outFeatures', outFeatures, 0);
    const target = factoryTarget(o);
    this.weight = new Parameter(empty([outFeatures, inFeatures], target));
    this.bias = o.bias ? new Parameter(empty([outFeatures], target)) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
    uniform_(this.bias, -bound, bound);
  }

  /**
   * @param input [*, in]
   * @returns [*, out]
   */
  forward(input: Tensor): Tensor {
    return F.linear(input, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { inFeatures, outFeatures, bias } = this;
    return `in_features=${inFeatures}, out_features=${outFeatures}, bias=${pyValue(bias !== null)}`;
  }
}
