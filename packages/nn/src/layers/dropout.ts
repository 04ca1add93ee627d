import { functional as F, type Tensor } from '@cresset/tensor';
import { DropoutNd } from './dropout-nd.js';

/** Zeroes elements with probability p in training, and scales the rest by 1/(1 − p) (Srivastava et al., 2014). */
export class Dropout extends DropoutNd {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    const { p, training, inplace } = this;
    return F.dropout(input, { p, training, inplace });
  }
}
