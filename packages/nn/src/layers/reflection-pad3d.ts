import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input mirrored at its ends, without repeating the end itself. */
export class ReflectionPad3d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right, top, bottom, front, back] */
  constructor(padding: Padding) {
    super('ReflectionPad3d', 3, padding);
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'reflect');
  }
}
