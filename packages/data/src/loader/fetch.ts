import type { Dataset } from '../dataset.js';
import { defaultCollate } from './collate.js';

/** Makes batches of a data set by number. A promise only where the data set or the collate function gives one. */
export function fetchBatch<T, B>(
  dataset: Dataset<T>,
  indices: readonly number[],
  collateFn: ((samples: T[]) => B | Promise<B>) | null,
): B | Promise<B> {
  if (collateFn === null && dataset.getBatch !== undefined)
    return dataset.getBatch(indices) as B | Promise<B>;
  const collate = collateFn ?? (defaultCollate as unknown as (samples: T[]) => B);
  const samples = indices.map((i) => dataset.get(i));
  if (samples.some((s) => s instanceof Promise)) return Promise.all(samples).then(collate);
  return collate(samples as T[]);
}
