import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** a · sigmoid(b), with a and b the halves of the input along one dimension (Dauphin et al., 2016). */
export class GLU extends Module {
  readonly dim: number;

  /** @param dim dimension to halve (default −1) */
  constructor(dim?: number | { dim?: number }, options?: { dim?: number }) {
    super();
    this.dim = positionalOrNamed('GLU', 'dim', dim, options, { dim: -1 }).dim;
  }

  /** @param input any shape, of even size along `dim` */
  forward(input: Tensor): Tensor {
    return F.glu(input, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
