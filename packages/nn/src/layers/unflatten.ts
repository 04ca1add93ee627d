import { ArgumentError, type Tensor } from '@cresset/tensor';
import { checkInteger, describe } from '@cresset/tensor/toolkit';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';

/** Makes several dimensions of one. */
export class Unflatten extends Module {
  readonly dim: number;
  readonly unflattenedSize: readonly number[];

  /**
   * @param dim dimension to split
   * @param unflattenedSize sizes to split it into; one may be −1
   */
  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    this.dim = checkInteger('Unflatten', 'dim', dim);
    if (!Array.isArray(unflattenedSize) || !unflattenedSize.every(Number.isInteger)) {
      throw new ArgumentError(
        `Unflatten: unflattenedSize must be an array of sizes, got ${describe(unflattenedSize)}`,
      );
    }
    this.unflattenedSize = [...unflattenedSize];
  }

  forward(input: Tensor): Tensor {
    return input.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${pyValue(this.unflattenedSize)}`;
  }
}
