import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input mirrored at its ends, without repeating the end itself. */
export class ReflectionPad1d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right] */
  constructor(padding: Padding) {
    super('ReflectionPad1d', 1, padding);
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'reflect');
  }
}
