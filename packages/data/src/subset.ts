import { checkIndex, Dataset } from './dataset.js';
import type { Collated } from './loader/collate.js';

/** Some samples of another data set, in a given order. */
export class Subset<T> extends Dataset<T> {
  /**
   * @param indices positions in `dataset`; sample i is `dataset.get(indices[i])`
   * @throws IndexError for a position that `dataset` doesn't have
   */
  constructor(
    readonly dataset: Dataset<T>,
    readonly indices: ArrayLike<number>,
  ) {
    super();
    for (let i = 0; i < indices.length; i++) checkIndex('Subset', indices[i]!, dataset.length);
    // An own property decides whether batches can be had at once, as the data set below does.
    if (dataset.getBatch === undefined) this.getBatch = undefined;
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): T | Promise<T> {
    return this.dataset.get(this.indices[checkIndex('Subset', index, this.length)]!);
  }

  override getBatch?(indices: readonly number[]): Collated<T> | Promise<Collated<T>> {
    return this.dataset.getBatch!(indices.map((i) => this.indices[checkIndex('Subset', i, this.length)]!));
  }
}
