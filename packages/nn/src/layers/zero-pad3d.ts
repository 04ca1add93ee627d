import { functional as F, type Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { PadNd } from './pad-nd.js';

/** The input with zeros around it. */
export class ZeroPad3d extends PadNd {
  /** @param padding places on all sides, or [left, right, top, bottom, front, back] */
  constructor(padding: Padding) {
    super('ZeroPad3d', 3, padding);
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    return F.pad(input, this.padding);
  }
}
