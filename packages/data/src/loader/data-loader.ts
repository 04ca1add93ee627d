import { ArgumentError } from '@cresset/tensor';
import { describe, devicesReady } from '@cresset/tensor/toolkit';
import { type Dataset, IterableDataset } from '../dataset.js';
import { RandomStream } from '../random-stream.js';
import { BatchSampler } from '../samplers/batch.js';
import { RandomSampler } from '../samplers/random.js';
import type { Sampler } from '../samplers/sampler.js';
import { SequentialSampler } from '../samplers/sequential.js';
import { WorkerPool } from '../workers/pool.js';
import { type Collated, defaultCollate } from './collate.js';
import { fetchBatch } from './fetch.js';
import { type DataLoaderOptions, type ParsedOptions, parseLoaderOptions } from './options.js';
import { ahead, batched } from './streams.js';

/**
 * Batches of a data set, epoch by epoch.
 *
 * @example
 * const loader = new DataLoader(train, { batchSize: 64, shuffle: true });
 * for await (const [images, labels] of loader) { … }
 */
export class DataLoader<T, B = Collated<T>> implements AsyncIterable<B> {
  private readonly options: ParsedOptions<T, B>;
  /** What an epoch's requests come from; null for an iterable data set. */
  private readonly order: Sampler<readonly number[]> | Sampler | null;
  private pool: WorkerPool | null = null;

  constructor(
    readonly dataset: Dataset<T> | IterableDataset<T>,
    options: DataLoaderOptions<T, B> = {},
  ) {
    this.options = parseLoaderOptions(options);
    this.order = this.makeOrder();
  }

  private makeOrder(): Sampler<readonly number[]> | Sampler | null {
    const { dataset, options: o } = this;
    if (dataset instanceof IterableDataset) {
      for (const name of ['sampler', 'batchSampler'] as const) {
        if (o[name] !== null)
          throw new ArgumentError(
            `DataLoader: an iterable data set has its own order, ${name} can't be used`,
          );
      }
      if (o.shuffle)
        throw new ArgumentError("DataLoader: an iterable data set has its own order, shuffle can't be used");
      if (o.numWorkers > 0) {
        throw new ArgumentError(
          'DataLoader: workers load samples by number, which an iterable data set has not',
        );
      }
      return null;
    }
    if (typeof dataset?.get !== 'function' || typeof dataset.length !== 'number') {
      throw new ArgumentError(
        `DataLoader: the data set must be a Dataset (length and get) or an IterableDataset, got ${describe(dataset)}`,
      );
    }
    if (o.batchSampler !== null) return o.batchSampler;
    const sampler =
      o.sampler ??
      (o.shuffle ? new RandomSampler(dataset, { generator: o.generator }) : new SequentialSampler(dataset));
    if (o.batchSize === null) return sampler;
    return new BatchSampler(sampler, o.batchSize, { dropLast: o.dropLast });
  }

  /**
   * Batches an epoch (samples, when `batchSize` is null).
   * @throws ArgumentError for an iterable data set, which doesn't know
   */
  get length(): number {
    if (this.order === null) {
      throw new ArgumentError('DataLoader: the length of an iterable data set is not known');
    }
    return this.order.length;
  }

  get batchSize(): number | null {
    return this.options.batchSize;
  }

  /** Batches, no faster than the devices take them: a loop over them that never reads a loss doesn't run away. */
  async *[Symbol.asyncIterator](): AsyncGenerator<B, void> {
    for await (const batch of this.batches()) {
      yield batch;
      const wait = devicesReady();
      if (wait !== null) await wait;
    }
  }

  private async *batches(): AsyncGenerator<B, void> {
    const { dataset, options: o } = this;
    if (dataset instanceof IterableDataset) {
      yield* batched(
        dataset,
        o.batchSize,
        o.dropLast,
        o.collateFn ?? (defaultCollate as unknown as (samples: T[]) => B),
      );
      return;
    }
    yield* ahead(this.requests(dataset), this.prefetch());
  }

  /**
   * The same without promises, for a data set and a collate function that give none.
   * @throws ArgumentError for those that do
   */
  *[Symbol.iterator](): Generator<B, void> {
    const { dataset } = this;
    if (dataset instanceof IterableDataset || this.options.numWorkers > 0) {
      throw new ArgumentError('DataLoader: workers and iterable data sets need `for await`');
    }
    for (const request of this.requests(dataset)) {
      const batch = request();
      if (batch instanceof Promise) {
        throw new ArgumentError('DataLoader: this data set gives promises: use `for await`');
      }
      yield batch;
    }
  }

  /** One function a batch of the epoch, which makes it. */
  private *requests(dataset: Dataset<T>): Generator<() => B | Promise<B>, void> {
    const { numWorkers, worker, collateFn, generator } = this.options;
    if (numWorkers > 0) this.pool ??= new WorkerPool(worker!, numWorkers);
    const { pool } = this;
    const seeds = pool === null ? null : RandomStream.from(generator);
    for (const item of this.order!) {
      const indices = typeof item === 'number' ? [item] : item;
      const single = typeof item === 'number';
      if (pool !== null) yield () => pool.request(indices, single, seeds!.word()) as Promise<B>;
      else if (single) yield () => dataset.get(indices[0]!) as unknown as B | Promise<B>;
      else yield () => fetchBatch(dataset, indices, collateFn);
    }
  }

  private prefetch(): number {
    return this.options.prefetchFactor * Math.max(1, this.options.numWorkers);
  }

  /** Ends the worker threads, if there are any. */
  async close(): Promise<void> {
    const { pool } = this;
    this.pool = null;
    await pool?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
