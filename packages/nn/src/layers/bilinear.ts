import { empty, functional as F, type Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { uniform_ } from '../init/index.js';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

/** y_k = x₁·W_k·x₂ + b_k. Weight [out, in1, in2] and bias [out] start uniform in ±1/√in1. */
export class Bilinear extends Module {
  weight: Parameter;
  bias: Parameter | null;

  constructor(
    readonly in1Features: number,
    readonly in2Features: number,
    readonly outFeatures: number,
    options?: FactoryOptions & { bias?: boolean },
  ) {
    super();
    const o = parseOptions('Bilinear', options, { bias: true, ...factoryDefaults });
    checkInteger('Bilinear', 'in1Features', in1Features, 1);
    checkInteger('Bilinear', 'in2Features', in2Features, 1);
    checkInteger('Bilinear', 'outFeatures', outFeatures, 1);
    const target = factoryTarget(o);
    this.weight = new Parameter(empty([outFeatures, in1Features, in2Features], target));
    this.bias = o.bias ? new Parameter(empty([outFeatures], target)) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  /**
   * @param input1 [*, in1]
   * @param input2 [*, in2]
   * @returns [*, out]
   */
  forward(input1: Tensor, input2: Tensor): Tensor {
    return F.bilinear(input1, input2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const { in1Features, in2Features, outFeatures } = this;
    const sizes = `in1_features=${in1Features}, in2_features=${in2Features}, out_features=${outFeatures}`;
    return `${sizes}, bias=${pyValue(this.bias !== null)}`;
  }
}
