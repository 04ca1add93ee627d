import { ArgumentError } from '@cresset/tensor';
import { describe, positionalOrNamed } from '@cresset/tensor/toolkit';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';

export interface DropoutOptions {
  /** Probability of being zeroed (default 0.5). */
  p?: number;
  /** Write the result over the input (default false). */
  inplace?: boolean;
}

/** What dropouts of all dimensions share. */
export abstract class DropoutNd extends Module {
  readonly p: number;
  readonly inplace: boolean;

  constructor(p?: number | DropoutOptions, options?: DropoutOptions) {
    super();
    const name = this.getName();
    const o = positionalOrNamed(name, 'p', p, options, { p: 0.5, inplace: false });
    if (typeof o.p !== 'number' || !(o.p >= 0 && o.p <= 1)) {
      throw new ArgumentError(`${name}: p must be a number from 0 to 1, got ${describe(o.p)}`);
    }
    this.p = o.p;
    this.inplace = o.inplace;
  }

  override extraRepr(): string {
    return `p=${pyFloat(this.p)}, inplace=${pyValue(this.inplace)}`;
  }
}
