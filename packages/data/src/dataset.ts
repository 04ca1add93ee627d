import { IndexError } from '@cresset/tensor';
import type { Collated } from './loader/collate.js';

/**
 * Samples by number. Subclasses give `length` and `get`; PyTorch's `dataset[i]` is `dataset.get(i)`.
 *
 * @typeParam T a sample: mostly a tuple such as `[image, label]` of tensors and numbers
 */
export abstract class Dataset<T> {
  /** Number of samples. */
  abstract readonly length: number;

  /** Sample `index`, 0 ≤ index < length; may be a promise. */
  abstract get(index: number): T | Promise<T>;

  /**
   * Several samples at once, already collated. Optional: a data set that keeps its samples in one array assembles a
   * batch many times faster than sample by sample. Must give what collating `get` of each index would.
   */
  getBatch?(indices: readonly number[]): Collated<T> | Promise<Collated<T>>;
}

/** Samples in a given order, of which there may be endlessly many: a stream, a generator, a file read line by line. */
export abstract class IterableDataset<T> {
  abstract [Symbol.asyncIterator](): AsyncIterator<T>;
}

/** @throws IndexError unless 0 ≤ index < length, counting from the end where negative */
export function checkIndex(name: string, index: number, length: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length) {
    throw new IndexError(`${name}: index ${index} is out of range for ${length} samples`);
  }
  return index < 0 ? index + length : index;
}
