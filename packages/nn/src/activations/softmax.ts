import type { Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** e^xᵢ / Σ e^xⱼ along one dimension. */
export class Softmax extends Module {
  readonly dim: number;

  /** @param dim dimension along which the results add up to 1; PyTorch's implicit choice is refused */
  constructor(dim: number | { dim: number }) {
    super();
    const given =
      typeof dim === 'number' ? dim : parseOptions('Softmax', dim, { dim: null as number | null }).dim;
    this.dim = checkInteger('Softmax', 'dim', given);
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return input.softmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
