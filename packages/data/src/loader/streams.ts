/**
 * Runs requests ahead of their use: up to `depth` of them are under way while the consumer works. A request that
 * answers at once (a data set in memory) is left until it is needed: there is nothing to wait for, and memory to save.
 */
export async function* ahead<B>(
  requests: Iterable<() => B | Promise<B>>,
  depth: number,
): AsyncGenerator<B, void> {
  const source = requests[Symbol.iterator]();
  const queue: Promise<B>[] = [];
  let done = false;
  try {
    for (;;) {
      while (!done && queue.length < depth) {
        const next = source.next();
        if (next.done === true) {
          done = true;
          break;
        }
        const batch = next.value();
        if (!(batch instanceof Promise)) {
          // Everything asked for before comes first.
          for (const pending of queue.splice(0)) yield await pending;
          yield batch;
          continue;
        }
        // Its failure is raised when its turn comes, and is no unhandled rejection until then.
        batch.catch(() => undefined);
        queue.push(batch);
      }
      const first = queue.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    source.return?.();
  }
}

/** Groups a stream of samples. `batchSize` null passes them through. */
export async function* batched<T, B>(
  source: AsyncIterable<T>,
  batchSize: number | null,
  dropLast: boolean,
  collate: (samples: T[]) => B | Promise<B>,
): AsyncGenerator<B, void> {
  let samples: T[] = [];
  for await (const sample of source) {
    if (batchSize === null) {
      yield sample as unknown as B;
      continue;
    }
    samples.push(sample);
    if (samples.length === batchSize) {
      yield await collate(samples);
      samples = [];
    }
  }
  if (samples.length > 0 && !dropLast) yield await collate(samples);
}
