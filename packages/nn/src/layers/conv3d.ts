import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import type { ConvOptions } from './conv-nd.js';
import { ConvNd, convDefaults } from './conv-nd.js';
import type { Size } from './sizes.js';

/**
 * 3-dimensional convolution (cross-correlation, as everywhere in this field). Weight [out, in/groups, kD, kH, kW], bias [out].
 */
export class Conv3d extends ConvNd {
  /**
   * @param kernelSize size of the window, [depth, height, width] if not the same
   * @param stride step of the window (default 1); also as an option
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | ConvOptions,
    options?: ConvOptions,
  ) {
    const o = positionalOrNamed('Conv3d', 'stride', stride, options, convDefaults);
    super('Conv3d', 3, inChannels, outChannels, kernelSize, o, null);
  }

  /**
   * @param input [N, in, D, H, W] or [in, D, H, W]
   * @returns [N, out, …] or [out, …]
   */
  forward(input: Tensor): Tensor {
    const [x, padding] = this.padded(input);
    const { stride, dilation, groups } = this;
    return F.conv3d(x, this.weight, this.bias, { stride, padding, dilation, groups });
  }
}
