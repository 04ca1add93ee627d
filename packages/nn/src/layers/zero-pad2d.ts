import { functional as F, type Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { PadNd } from './pad-nd.js';

/** The input with zeros around it. */
export class ZeroPad2d extends PadNd {
  /** @param padding places on all sides, or [left, right, top, bottom] */
  constructor(padding: Padding) {
    super('ZeroPad2d', 2, padding);
  }

  /** @param input [N, C, H, W] or [C, H, W] */
  forward(input: Tensor): Tensor {
    return F.pad(input, this.padding);
  }
}
