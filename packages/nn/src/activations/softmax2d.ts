import { ShapeError, type Tensor } from '@cresset/tensor';
import { showShape } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** Softmax over the channels at each place of an image. */
export class Softmax2d extends Module {
  /** @param input [N, C, H, W] or [C, H, W] */
  forward(input: Tensor): Tensor {
    if (input.ndim !== 3 && input.ndim !== 4) {
      throw new ShapeError(
        `Softmax2d: input must be [N, C, H, W] or [C, H, W], got ${showShape(input.shape)}`,
      );
    }
    return input.softmax(-3);
  }
}
