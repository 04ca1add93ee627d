import { functional as F, type Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { PadNd } from './pad-nd.js';

/** The input with zeros around it. */
export class ZeroPad1d extends PadNd {
  /** @param padding places on all sides, or [left, right] */
  constructor(padding: Padding) {
    super('ZeroPad1d', 1, padding);
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    return F.pad(input, this.padding);
  }
}
