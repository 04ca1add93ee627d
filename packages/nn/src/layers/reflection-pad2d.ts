import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input mirrored at its ends, without repeating the end itself. */
export class ReflectionPad2d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right, top, bottom] */
  constructor(padding: Padding) {
    super('ReflectionPad2d', 2, padding);
  }

  /** @param input [N, C, H, W] or [C, H, W] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'reflect');
  }
}
