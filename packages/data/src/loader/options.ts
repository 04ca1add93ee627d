import { ArgumentError, type Generator } from '@cresset/tensor';
import { checkBoolean, checkInteger, describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Sampler } from '../samplers/sampler.js';
import type { WorkerLike } from '../workers/protocol.js';

export interface DataLoaderOptions<T, B> {
  /** Samples a batch (default 1); null gives the samples one by one, uncollated. */
  batchSize?: number | null;
  /** Another random order each epoch (default false). */
  shuffle?: boolean;
  /** Order of the samples; excludes `shuffle`. */
  sampler?: Sampler | null;
  /** Order and grouping; excludes `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  batchSampler?: Sampler<readonly number[]> | null;
  /** Leave out a last batch that isn't full (default false). */
  dropLast?: boolean;
  /** Makes a batch of samples (default: `defaultCollate`). A data set's own `getBatch` is used only without it. */
  collateFn?: ((samples: T[]) => B | Promise<B>) | null;
  /** Batches to have under way ahead of the one in use (default 2 with workers or an asynchronous data set). */
  prefetchFactor?: number;
  /** Source of the order (default: the default generator). */
  generator?: Generator | null;
  /** Threads that load batches (default 0: this one). Needs `worker`. */
  numWorkers?: number;
  /**
   * Starts a thread whose module calls `serveDataset`:
   * `() => new Worker(new URL('./my-dataset-worker.js', import.meta.url))`, with the `Worker` of `node:worker_threads`
   * or of the browser.
   */
  worker?: (() => WorkerLike) | null;
}

export type ParsedOptions<T, B> = Required<DataLoaderOptions<T, B>>;

/** Checks everything that can be said about the options without the data set. */
export function parseLoaderOptions<T, B>(given: DataLoaderOptions<T, B>): ParsedOptions<T, B> {
  const o = parseOptions<ParsedOptions<T, B>>('DataLoader', given, {
    batchSize: 1,
    shuffle: false,
    sampler: null,
    batchSampler: null,
    dropLast: false,
    collateFn: null,
    prefetchFactor: 2,
    generator: null,
    numWorkers: 0,
    worker: null,
  });
  if (o.batchSize !== null) checkInteger('DataLoader', 'batchSize', o.batchSize, 1);
  checkBoolean('DataLoader', 'shuffle', o.shuffle);
  checkBoolean('DataLoader', 'dropLast', o.dropLast);
  checkInteger('DataLoader', 'prefetchFactor', o.prefetchFactor, 1);
  checkInteger('DataLoader', 'numWorkers', o.numWorkers, 0);
  if (o.collateFn !== null && typeof o.collateFn !== 'function') {
    throw new ArgumentError(`DataLoader: collateFn must be a function, got ${describe(o.collateFn)}`);
  }
  if (o.sampler !== null && o.shuffle) {
    throw new ArgumentError('DataLoader: sampler and shuffle exclude each other');
  }
  if (o.batchSampler !== null && (o.batchSize !== 1 || o.shuffle || o.sampler !== null || o.dropLast)) {
    throw new ArgumentError('DataLoader: batchSampler excludes batchSize, shuffle, sampler and dropLast');
  }
  if (o.batchSize === null && o.dropLast) {
    throw new ArgumentError('DataLoader: without batches (batchSize null) there is no last one to drop');
  }
  if (o.numWorkers > 0 && o.worker === null) {
    throw new ArgumentError(
      'DataLoader: numWorkers needs worker, a function that starts a thread: () => new Worker(new URL(…, import.meta.url))',
    );
  }
  if (o.numWorkers > 0 && o.collateFn !== null) {
    throw new ArgumentError(
      'DataLoader: with workers, give collateFn to serveDataset: batches are made in the threads',
    );
  }
  return o;
}
