import { checkBoolean, checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import type { Sampler } from './sampler.js';

/** Groups the indices of another sampler. */
export class BatchSampler implements Sampler<number[]> {
  readonly dropLast: boolean;

  /** @param options.dropLast leave out a last batch that isn't full (default false) */
  constructor(
    readonly sampler: Sampler,
    readonly batchSize: number,
    options: { dropLast?: boolean } = {},
  ) {
    checkInteger('BatchSampler', 'batchSize', batchSize, 1);
    const { dropLast } = parseOptions('BatchSampler', options, { dropLast: false });
    this.dropLast = checkBoolean('BatchSampler', 'dropLast', dropLast);
  }

  get length(): number {
    const batches = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Generator<number[], void> {
    let batch: number[] = [];
    for (const index of this.sampler) {
      batch.push(index);
      if (batch.length === this.batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0 && !this.dropLast) yield batch;
  }
}
