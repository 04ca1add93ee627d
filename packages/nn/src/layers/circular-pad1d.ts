import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input with its other end put before it and its beginning after it. */
export class CircularPad1d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right] */
  constructor(padding: Padding) {
    super('CircularPad1d', 1, padding);
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'circular');
  }
}
