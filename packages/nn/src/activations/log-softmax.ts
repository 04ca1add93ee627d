import type { Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

/** log(e^xᵢ / Σ e^xⱼ) along one dimension. */
export class LogSoftmax extends Module {
  readonly dim: number;

  /** @param dim dimension along which the results are logarithms of numbers that add up to 1; PyTorch's implicit choice is refused */
  constructor(dim: number | { dim: number }) {
    super();
    const given =
      typeof dim === 'number' ? dim : parseOptions('LogSoftmax', dim, { dim: null as number | null }).dim;
    this.dim = checkInteger('LogSoftmax', 'dim', given);
  }

  /** @param input any shape */
  forward(input: Tensor): Tensor {
    return input.logSoftmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
