import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface HardshrinkOptions {
  /** Half width of the flat part (default 0.5). */
  lambd?: number;
}

/** 0 within lambd of 0, else x. */
export class Hardshrink extends Module {
  readonly lambd: number;

  constructor(lambd?: number | HardshrinkOptions, options?: HardshrinkOptions) {
    super();
    this.lambd = positionalOrNamed('Hardshrink', 'lambd', lambd, options, { lambd: 0.5 }).lambd;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.hardshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return pyFloat(this.lambd);
  }
}
