import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input with its end elements repeated. */
export class ReplicationPad1d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right] */
  constructor(padding: Padding) {
    super('ReplicationPad1d', 1, padding);
  }

  /** @param input [N, C, L] or [C, L] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'replicate');
  }
}
