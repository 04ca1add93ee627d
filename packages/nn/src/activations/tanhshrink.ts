import { functional as F, type Tensor } from '@cresset/tensor';
import { Module } from '../module/module.js';

/** x − tanh x. */
export class Tanhshrink extends Module {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.tanhshrink(input);
  }
}
