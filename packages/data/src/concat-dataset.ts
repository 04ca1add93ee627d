import { ArgumentError } from '@cresset/tensor';
import { checkIndex, Dataset } from './dataset.js';

/** Data sets one behind the other. */
export class ConcatDataset<T> extends Dataset<T> {
  readonly length: number;
  /** Where each data set ends. */
  private readonly ends: readonly number[];

  /** @param datasets at least one; their samples must be alike */
  constructor(readonly datasets: readonly Dataset<T>[]) {
    super();
    if (datasets.length === 0) throw new ArgumentError('ConcatDataset: at least one data set is needed');
    let end = 0;
    this.ends = datasets.map((d) => {
      end += d.length;
      return end;
    });
    this.length = end;
  }

  get(index: number): T | Promise<T> {
    const i = checkIndex('ConcatDataset', index, this.length);
    const which = this.ends.findIndex((end) => i < end);
    const start = which === 0 ? 0 : this.ends[which - 1]!;
    return this.datasets[which]!.get(i - start);
  }
}
