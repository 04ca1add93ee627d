import type { Tensor } from '@cresset/tensor';
import { checkInteger, positionalOrNamed } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';

export interface FlattenOptions {
  /** First dimension of those that become one (default 1). */
  startDim?: number;
  /** Last of them (default −1). */
  endDim?: number;
}

/** Makes one dimension of several; by default all but that of the batch. */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(startDim?: number | FlattenOptions, options?: FlattenOptions) {
    super();
    const o = positionalOrNamed('Flatten', 'startDim', startDim, options, { startDim: 1, endDim: -1 });
    this.startDim = checkInteger('Flatten', 'startDim', o.startDim);
    this.endDim = checkInteger('Flatten', 'endDim', o.endDim);
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
