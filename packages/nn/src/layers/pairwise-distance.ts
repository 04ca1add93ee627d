import { functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface PairwiseDistanceOptions {
  /** Which norm (default 2). */
  p?: number;
  /** Added to each difference (default 1e-6). */
  eps?: number;
  /** Keep the last dimension with size 1 (default false). */
  keepdim?: boolean;
}

/** ‖x₁ − x₂ + eps‖ₚ along the last dimension. */
export class PairwiseDistance extends Module {
  readonly norm: number;
  readonly eps: number;
  readonly keepdim: boolean;

  constructor(options?: PairwiseDistanceOptions) {
    super();
    const o = parseOptions('PairwiseDistance', options, { p: 2, eps: 1e-6, keepdim: false });
    this.norm = o.p;
    this.eps = o.eps;
    this.keepdim = o.keepdim;
  }

  /**
   * @param x1 [N, D] or [D]
   * @param x2 [N, D] or [D]
   * @returns [N] or []
   */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.pairwiseDistance(x1, x2, { p: this.norm, eps: this.eps, keepdim: this.keepdim });
  }
}
