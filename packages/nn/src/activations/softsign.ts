import { functional as F, type Tensor } from '@cresset/tensor';
import { Module } from '../module/module.js';

/** x / (1 + |x|). */
export class Softsign extends Module {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.softsign(input);
  }
}
