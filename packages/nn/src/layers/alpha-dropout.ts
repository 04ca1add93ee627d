import { functional as F, type Tensor } from '@cresset/tensor';
import { DropoutNd } from './dropout-nd.js';

/** Dropout that keeps mean 0 and variance 1, for networks of SELU (Klambauer et al., 2017). */
export class AlphaDropout extends DropoutNd {
  /** @param input any shape */
  forward(input: Tensor): Tensor {
    const { p, training, inplace } = this;
    return F.alphaDropout(input, { p, training, inplace });
  }
}
