import { ArgumentError, functional as F, type Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export interface FractionalMaxPool3dOptions {
  /** Size of the result; either this or `outputRatio`. */
  outputSize?: Size | null;
  /** Size of the result over that of the input, between 0 and 1. */
  outputRatio?: number | readonly number[] | null;
  /** Give `[values, indices]` (default false). */
  returnIndices?: boolean;
  /** Random numbers to use at every call, [N, C, 3] (default: new ones). */
  randomSamples?: Tensor | null;
}

/** The largest element of windows at random, nearly even distances (Graham, 2015). */
export class FractionalMaxPool3d extends Module {
  readonly kernelSize: readonly number[];
  readonly outputSize: Size | null;
  readonly outputRatio: number | readonly number[] | null;
  readonly returnIndices: boolean;
  /** PyTorch's name in state dicts. */
  readonly _random_samples: Tensor | null;

  constructor(kernelSize: Size, options: FractionalMaxPool3dOptions) {
    super();
    const name = 'FractionalMaxPool3d';
    const o = parseOptions(name, options, {
      outputSize: null as Size | null,
      outputRatio: null as number | readonly number[] | null,
      returnIndices: false,
      randomSamples: null as Tensor | null,
    });
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, 3, 1);
    if ((o.outputSize === null) === (o.outputRatio === null)) {
      throw new ArgumentError(`${name}: exactly one of outputSize and outputRatio must be given`);
    }
    this.outputSize = o.outputSize;
    this.outputRatio = o.outputRatio;
    this.returnIndices = o.returnIndices;
    this._random_samples = this.registerBuffer('_random_samples', o.randomSamples);
  }

  /**
   * @param input [N, C, D, H, W] or [C, D, H, W]
   * @returns the largest elements; with `returnIndices` `[values, indices]`
   */
  forward(input: Tensor): Tensor {
    const { kernelSize, outputSize, outputRatio, returnIndices, _random_samples: randomSamples } = this;
    const options = { outputSize, outputRatio, randomSamples };
    if (!returnIndices) return F.fractionalMaxPool3d(input, kernelSize, options);
    // Typed as the usual case: with `returnIndices` the caller destructures `[values, indices]`.
    return F.fractionalMaxPool3d(input, kernelSize, { ...options, returnIndices }) as unknown as Tensor;
  }
}
