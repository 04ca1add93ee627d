import type { Tensor } from '@cresset/tensor';
import type { Padding } from './pad-nd.js';
import { MirrorPadNd } from './pad-nd.js';

/** The input with its end elements repeated. */
export class ReplicationPad3d extends MirrorPadNd {
  /** @param padding places on all sides, or [left, right, top, bottom, front, back] */
  constructor(padding: Padding) {
    super('ReplicationPad3d', 3, padding);
  }

  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    return this.pad(input, 'replicate');
  }
}
