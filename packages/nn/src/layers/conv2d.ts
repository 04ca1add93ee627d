import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import type { ConvOptions } from './conv-nd.js';
import { ConvNd, convDefaults } from './conv-nd.js';
import type { Size } from './sizes.js';

/**
 * 2-dimensional convolution (cross-correlation, as everywhere in this field). Weight [out, in/groups, kH, kW], bias [out].
 */
export class Conv2d extends ConvNd {
  /**
   * @param kernelSize size of the window, [height, width] if not square
   * @param stride step of the window (default 1); also as an option
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | ConvOptions,
    options?: ConvOptions,
  ) {
    const o = positionalOrNamed('Conv2d', 'stride', stride, options, convDefaults);
    super('Conv2d', 2, inChannels, outChannels, kernelSize, o, null);
  }

  /**
   * @param input [N, in, H, W] or [in, H, W]
   * @returns [N, out, …] or [out, …]
   */
  forward(input: Tensor): Tensor {
    const [x, padding] = this.padded(input);
    const { stride, dilation, groups } = this;
    return F.conv2d(x, this.weight, this.bias, { stride, padding, dilation, groups });
  }
}
