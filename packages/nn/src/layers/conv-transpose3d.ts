import { functional as F, type Tensor } from '@cresset/tensor';
import { positionalOrNamed } from '@cresset/tensor/toolkit';
import type { ConvTransposeOptions } from './conv-transpose-nd.js';
import { ConvTransposeNd, convTransposeDefaults } from './conv-transpose-nd.js';
import type { Size } from './sizes.js';

/** The transpose of a 3-dimensional convolution, which enlarges. Weight [in, out/groups, kD, kH, kW], bias [out]. */
export class ConvTranspose3d extends ConvTransposeNd {
  /** @param stride step of the kernel in the output (default 1); also as an option */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | ConvTransposeOptions,
    options?: ConvTransposeOptions,
  ) {
    const o = positionalOrNamed('ConvTranspose3d', 'stride', stride, options, convTransposeDefaults);
    super('ConvTranspose3d', 3, inChannels, outChannels, kernelSize, o);
  }

  /**
   * @param input [N, in, D, H, W] or [in, D, H, W]
   * @param outputSize sizes of the result, where several are possible (default: by `outputPadding`)
   * @returns [N, out, …] or [out, …]
   */
  forward(input: Tensor, outputSize: readonly number[] | null = null): Tensor {
    const { stride, dilation, groups } = this;
    const padding = this.padding as readonly number[];
    const outputPadding = this.outputPaddingFor(input, outputSize);
    return F.convTranspose3d(input, this.weight, this.bias, {
      stride,
      padding,
      outputPadding,
      groups,
      dilation,
    });
  }
}
