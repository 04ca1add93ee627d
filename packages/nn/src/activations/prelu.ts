import { full, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface PReLUOptions extends FactoryOptions {
  /** 1 (default): one slope for all; else one a channel. */
  numParameters?: number;
  /** First value of the slopes (default 0.25). */
  init?: number;
}

/** x for x > 0, else a · x, the slope a being learnt (He et al., 2015). Don't decay it. */
export class PReLU extends Module {
  readonly numParameters: number;
  weight: Parameter;

  constructor(options?: PReLUOptions) {
    super();
    const o = parseOptions('PReLU', options, { numParameters: 1, init: 0.25, ...factoryDefaults });
    this.numParameters = o.numParameters;
    this.weight = new Parameter(full([o.numParameters], o.init, factoryTarget(o)));
  }

  /** @param input [N, C, …] when there is a slope a channel, else any shape */
  forward(input: Tensor): Tensor {
    return input.prelu(this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
