import { ArgumentError, type DeviceLike, type DTypeLike, ShapeError, type Tensor } from '@cresset/tensor';
import { showShape } from '@cresset/tensor/toolkit';
import type { FactoryOptions } from '../factory.js';
import { ConvNd } from './conv-nd.js';
import type { Size } from './sizes.js';

export interface ConvTransposeOptions extends FactoryOptions {
  /** Step of the kernel in the output (default 1). */
  stride?: Size;
  /** Places cut off at both ends of the output (default 0). */
  padding?: Size;
  /** Places added at the end of the output (default 0). */
  outputPadding?: Size;
  /** Number of separate groups of channels (default 1). */
  groups?: number;
  /** Add a learnt bias (default true). */
  bias?: boolean;
  /** Distance of the kernel's elements (default 1). */
  dilation?: Size;
  /** Only `'zeros'` exists. */
  paddingMode?: 'zeros';
}

export const convTransposeDefaults = {
  stride: 1 as Size,
  padding: 0 as Size,
  outputPadding: 0 as Size,
  groups: 1,
  bias: true,
  dilation: 1 as Size,
  paddingMode: 'zeros' as const,
  device: null as DeviceLike | null,
  dtype: null as DTypeLike | null,
};

/** What transposed convolutions of all dimensions share. */
export abstract class ConvTransposeNd extends ConvNd {
  constructor(
    name: string,
    dims: number,
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    o: typeof convTransposeDefaults,
  ) {
    const { outputPadding, ...rest } = o;
    if (o.paddingMode !== 'zeros') {
      throw new ArgumentError(`${name}: only paddingMode 'zeros' exists, got '${String(o.paddingMode)}'`);
    }
    super(name, dims, inChannels, outChannels, kernelSize, rest, { outputPadding });
  }

  /**
   * The padding at the end that gives the wanted sizes.
   * @throws ShapeError when they are out of reach
   */
  protected outputPaddingFor(input: Tensor, outputSize: readonly number[] | null): readonly number[] {
    if (outputSize === null) return this.outputPadding;
    const dims = this.kernelSize.length;
    const spatial = input.shape.slice(-dims);
    const wanted = outputSize.slice(-dims);
    if (outputSize.length !== dims && outputSize.length !== input.ndim) {
      throw new ShapeError(
        `${this.getName()}: outputSize must have ${dims} or ${input.ndim} elements, got ${showShape(outputSize)}`,
      );
    }
    const padding = this.padding as readonly number[];
    return wanted.map((n, i) => {
      const least =
        (spatial[i]! - 1) * this.stride[i]! -
        2 * padding[i]! +
        this.dilation[i]! * (this.kernelSize[i]! - 1) +
        1;
      if (n < least || n > least + this.stride[i]! - 1) {
        throw new ShapeError(
          `${this.getName()}: outputSize ${showShape(wanted)} is out of reach: dim ${i} can have ${least} to ${least + this.stride[i]! - 1} places for input ${showShape(input.shape)}`,
        );
      }
      return n - least;
    });
  }
}
