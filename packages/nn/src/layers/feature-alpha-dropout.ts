import { functional as F, type Tensor } from '@cresset/tensor';
import { DropoutNd } from './dropout-nd.js';

/** `AlphaDropout` of whole channels. */
export class FeatureAlphaDropout extends DropoutNd {
  /** @param input [N, C, *] */
  forward(input: Tensor): Tensor {
    const { p, training, inplace } = this;
    return F.featureAlphaDropout(input, { p, training, inplace });
  }
}
