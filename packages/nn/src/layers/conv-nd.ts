import {
  ArgumentError,
  type DeviceLike,
  type DTypeLike,
  empty,
  functional as F,
  type Tensor,
} from '@cresset/tensor';
import { checkInteger, describe } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryTarget } from '../factory.js';
import { fans } from '../init/fan.js';
import { kaimingUniform_, uniform_ } from '../init/index.js';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import type { Size } from './sizes.js';
import { sizes } from './sizes.js';

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

export interface ConvOptions extends FactoryOptions {
  /** Step of the kernel (default 1). */
  stride?: Size;
  /** Zeros put at both ends (default 0); `'same'`: as many as keep the size, `'valid'`: none. */
  padding?: Size | 'same' | 'valid';
  /** Distance of the kernel's elements (default 1). */
  dilation?: Size;
  /** Number of separate groups of channels (default 1). */
  groups?: number;
  /** Add a learnt bias (default true). */
  bias?: boolean;
  /** What is put at the ends (default `'zeros'`). */
  paddingMode?: PaddingMode;
}

export const convDefaults = {
  stride: 1 as Size,
  padding: 0 as Size | 'same' | 'valid',
  dilation: 1 as Size,
  groups: 1,
  bias: true,
  paddingMode: 'zeros' as PaddingMode,
  device: null as DeviceLike | null,
  dtype: null as DTypeLike | null,
};

const modes: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular'];

/**
 * What convolutions of all dimensions share. Weight and bias start uniform in ±1/√(in/groups · kernel elements).
 */
export abstract class ConvNd extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  weight: Parameter;
  bias: Parameter | null;

  constructor(
    name: string,
    dims: number,
    readonly inChannels: number,
    readonly outChannels: number,
    kernelSize: Size,
    o: typeof convDefaults,
    transposed: { readonly outputPadding: Size } | null,
  ) {
    super();
    checkInteger(name, 'inChannels', inChannels, 1);
    checkInteger(name, 'outChannels', outChannels, 1);
    this.groups = checkInteger(name, 'groups', o.groups, 1);
    for (const [what, n] of [
      ['inChannels', inChannels],
      ['outChannels', outChannels],
    ] as const) {
      if (n % o.groups !== 0)
        throw new ArgumentError(`${name}: ${what} (${n}) must be divisible by groups (${o.groups})`);
    }
    this.kernelSize = sizes(name, 'kernelSize', kernelSize, dims, 1);
    this.stride = sizes(name, 'stride', o.stride, dims, 1);
    this.dilation = sizes(name, 'dilation', o.dilation, dims, 1);
    this.outputPadding =
      transposed === null
        ? sizes(name, '', 0, dims)
        : sizes(name, 'outputPadding', transposed.outputPadding, dims);
    this.padding =
      o.padding === 'same' || o.padding === 'valid' ? o.padding : sizes(name, 'padding', o.padding, dims);
    if (o.padding === 'same' && this.stride.some((s) => s !== 1)) {
      throw new ArgumentError(`${name}: padding 'same' needs a stride of 1`);
    }
    if (!modes.includes(o.paddingMode)) {
      throw new ArgumentError(
        `${name}: paddingMode must be one of ${modes.join(', ')}, got ${describe(o.paddingMode)}`,
      );
    }
    this.paddingMode = o.paddingMode;
    const target = factoryTarget(o);
    const [first, second] = transposed === null ? [outChannels, inChannels] : [inChannels, outChannels];
    this.weight = new Parameter(empty([first, second / o.groups, ...this.kernelSize], target));
    this.bias = o.bias ? new Parameter(empty([outChannels], target)) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias === null) return;
    const bound = 1 / Math.sqrt(fans(this.getName(), this.weight).fan_in);
    uniform_(this.bias, -bound, bound);
  }

  /** The input with its ends filled by the padding mode, and the padding that is left to the convolution. */
  protected padded(input: Tensor): [Tensor, Size | 'same' | 'valid'] {
    if (this.paddingMode === 'zeros') return [input, this.padding];
    // F.pad takes pairs from the last dimension to the first.
    const pairs: number[] = [];
    for (let d = this.kernelSize.length - 1; d >= 0; d--) {
      const [before, after] = this.#ends(d);
      pairs.push(before, after);
    }
    return [F.pad(input, pairs, { mode: this.paddingMode }), 0];
  }

  #ends(d: number): [number, number] {
    if (this.padding === 'valid') return [0, 0];
    if (this.padding !== 'same') return [this.padding[d]!, this.padding[d]!];
    const total = this.dilation[d]! * (this.kernelSize[d]! - 1);
    const before = Math.floor(total / 2);
    return [before, total - before];
  }

  override extraRepr(): string {
    const all = (list: readonly number[], n: number): boolean => list.every((v) => v === n);
    const { padding } = this;
    let s = `${this.inChannels}, ${this.outChannels}, kernel_size=${pyValue(this.kernelSize)}`;
    s += `, stride=${pyValue(this.stride)}`;
    if (typeof padding === 'string') s += `, padding=${padding}`;
    else if (!all(padding, 0)) s += `, padding=${pyValue(padding)}`;
    if (!all(this.dilation, 1)) s += `, dilation=${pyValue(this.dilation)}`;
    if (!all(this.outputPadding, 0)) s += `, output_padding=${pyValue(this.outputPadding)}`;
    if (this.groups !== 1) s += `, groups=${this.groups}`;
    if (this.bias === null) s += ', bias=False';
    if (this.paddingMode !== 'zeros') s += `, padding_mode=${this.paddingMode}`;
    return s;
  }
}
