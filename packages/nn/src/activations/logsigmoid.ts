import { functional as F, type Tensor } from '@cresset/tensor';
import { Module } from '../module/module.js';

/** log(1 / (1 + e^−x)). */
export class LogSigmoid extends Module {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return F.logsigmoid(input);
  }
}
