import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface MaxUnpool2dOptions {
  /** Step of the pooling's window (default: its size). */
  stride?: Size | null;
  /** Padding of the pooling (default 0). */
  padding?: Size;
}

/** Puts elements back where `MaxPool2d` took them from, with zeros between. */
export class MaxUnpool2d extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];

  /** @param stride step of the pooling's window (default: its size); also as an option */
  constructor(kernelSize: Size, stride?: Size | MaxUnpool2dOptions | null, options?: MaxUnpool2dOptions) {
    super();
    const o = positionalOrNamed('MaxUnpool2d', 'stride', stride ?? undefined, options, {
      stride: null as Size | null,
      padding: 0 as Size,
    });
    this.kernelSize = sizes('MaxUnpool2d', 'kernelSize', kernelSize, 2, 1);
    this.stride = sizes('MaxUnpool2d', 'stride', o.stride ?? kernelSize, 2, 1);
    this.padding = sizes('MaxUnpool2d', 'padding', o.padding, 2);
  }

  /**
   * @param input [N, C, H, W] or [C, H, W]
   * @param indices what the pooling gave with `returnIndices`
   * @param outputSize size of the result, where several sizes pool to that of the input
   */
  forward(input: Tensor, indices: Tensor, outputSize: readonly number[] | null = null): Tensor {
    const { kernelSize, stride, padding } = this;
    return F.maxUnpool2d(input, indices, kernelSize, { stride, padding, outputSize });
  }

  override extraRepr(): string {
    const [kernel, stride, padding] = [this.kernelSize, this.stride, this.padding].map(pyValue);
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}`;
  }
}
