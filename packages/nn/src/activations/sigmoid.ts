import type { Tensor } from '@cresset/tensor';
import { Module } from '../module/module.js';

/** 1 / (1 + e^−x). */
export class Sigmoid extends Module {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}
