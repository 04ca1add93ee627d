import { functional as F, type Tensor } from '@cresset/tensor';
import { DropoutNd } from './dropout-nd.js';

/** Zeroes whole channels with probability p in training, and scales the rest by 1/(1 − p) (Tompson et al., 2015). */
export class Dropout3d extends DropoutNd {
  /** @param input [N, C, D, H, W] or [C, D, H, W] */
  forward(input: Tensor): Tensor {
    const { p, training, inplace } = this;
    return F.dropout3d(input, { p, training, inplace });
  }
}
