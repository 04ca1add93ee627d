import type { Tensor } from '@cresset/tensor';
import { Module } from '../module/module.js';

/** The hyperbolic tangent. */
export class Tanh extends Module {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}
