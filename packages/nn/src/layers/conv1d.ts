import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import type { ConvOptions } from './conv-nd.js';
import { ConvNd, convDefaults } from './conv-nd.js';
import type { Size } from './sizes.js';

/**
 * 1-dimensional convolution (cross-correlation, as everywhere in this field). Weight [out, in/groups, k], bias [out].
 */
export class Conv1d extends ConvNd {
  /**
   * @param kernelSize size of the window
   * @param stride step of the window (default 1); also as an option
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | ConvOptions,
    options?: ConvOptions,
  ) {
    const o = positionalOrNamed('Conv1d', 'stride', stride, options, convDefaults);
    super('Conv1d', 1, inChannels, outChannels, kernelSize, o, null);
  }

  /**
   * @param input [N, in, L] or [in, L]
   * @returns [N, out, …] or [out, …]
   */
  forward(input: Tensor): Tensor {
    const [x, padding] = this.padded(input);
    const { stride, dilation, groups } = this;
    return F.conv1d(x, this.weight, this.bias, { stride, padding, dilation, groups });
  }
}
