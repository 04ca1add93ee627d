import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** x₁ · x₂ / (max(‖x₁‖, eps) · max(‖x₂‖, eps)) along one dimension. */
export class CosineSimilarity extends Module {
  readonly dim: number;
  readonly eps: number;

  /**
   * @param options.dim dimension of the vectors (default 1)
   * @param options.eps smallest norm to divide by (default 1e-8)
   */
  constructor(options?: { dim?: number; eps?: number }) {
    super();
    const o = parseOptions('CosineSimilarity', options, { dim: 1, eps: 1e-8 });
    this.dim = o.dim;
    this.eps = o.eps;
  }

  /**
   * @param x1 any shape with the dimension
   * @param x2 a shape that broadcasts with it
   */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.cosineSimilarity(x1, x2, { dim: this.dim, eps: this.eps });
  }
}
