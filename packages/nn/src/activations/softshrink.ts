import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat } from '../module/format.js';
import { Module } from '../module/module.js';

export interface SoftshrinkOptions {
  /** Half width of the flat part (default 0.5). */
  lambd?: number;
}

/** x moved towards 0 by lambd, and 0 within lambd of it. */
export class Softshrink extends Module {
  readonly lambd: number;

  constructor(lambd?: number | SoftshrinkOptions, options?: SoftshrinkOptions) {
    super();
    this.lambd = positionalOrNamed('Softshrink', 'lambd', lambd, options, { lambd: 0.5 }).lambd;
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.softshrink(input, this.lambd);
  }

  override extraRepr(): string {
    return pyFloat(this.lambd);
  }
}
