import { ArgumentError, functional as F, type Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';

/** Places to add: one number for all sides, or before and after the last dimension, then those of the one before it, … */
export type Padding = number | readonly number[];

/** What paddings of all modes and dimensions share. Negative numbers cut places off. */
export abstract class PadNd extends Module {
  /** Before and after the last dimension, then before and after the one before it, … */
  readonly padding: readonly number[];

  constructor(name: string, dims: number, padding: Padding) {
    super();
    const ok = Number.isInteger;
    if (typeof padding === 'number' && ok(padding)) this.padding = new Array<number>(2 * dims).fill(padding);
    else if (Array.isArray(padding) && padding.length === 2 * dims && padding.every(ok)) {
      this.padding = [...(padding as number[])];
    } else {
      throw new ArgumentError(
        `${name}: padding must be an integer or ${2 * dims} of them, got ${describe(padding)}`,
      );
    }
  }

  override extraRepr(): string {
    return pyValue(this.padding);
  }
}

/** Padding by the inside, which has the modes of `F.pad`. */
export abstract class MirrorPadNd extends PadNd {
  protected pad(input: Tensor, mode: 'reflect' | 'replicate' | 'circular'): Tensor {
    return F.pad(input, this.padding, { mode });
  }
}
