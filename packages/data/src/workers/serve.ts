import { manualSeed } from '@cresset/tensor';
import type { Dataset } from '../dataset.js';
import { fetchBatch } from '../loader/fetch.js';
import { pack } from './pack.js';
import type { Reply, Request } from './protocol.js';

/** The thread's end of the channel. */
interface Port {
  postMessage(message: unknown, transfer: ArrayBufferLike[]): void;
  listen(listener: (request: Request) => void): void;
}

async function openPort(): Promise<Port> {
  const isBrowser = typeof (globalThis as { importScripts?: unknown }).importScripts === 'function';
  if (isBrowser) {
    return {
      postMessage: (message, transfer) => self.postMessage(message, { transfer: transfer as Transferable[] }),
      listen: (listener) => self.addEventListener('message', (event) => listener(event.data as Request)),
    };
  }
  const { parentPort } = await import('node:worker_threads');
  if (parentPort === null) {
    throw new Error('serveDataset: this module is made for a worker thread, and was run in the main one');
  }
  return {
    postMessage: (message, transfer) => parentPort.postMessage(message, transfer as ArrayBuffer[]),
    listen: (listener) => void parentPort.on('message', listener),
  };
}

/**
 * Makes a worker thread load batches for a `DataLoader`. Call it in a module of its own, which registers a backend and
 * builds the data set; the loader starts that module by its option `worker`.
 *
 * @param dataset the same data set that the loader has, or a promise of it
 * @param options.collateFn makes a batch of samples (default: the data set's `getBatch`, or `defaultCollate`)
 *
 * @example
 * use(reference());
 * serveDataset(MNIST.load('data'));
 */
export async function serveDataset<T>(
  dataset: Dataset<T> | Promise<Dataset<T>>,
  options: { collateFn?: (samples: T[]) => unknown } = {},
): Promise<void> {
  const port = await openPort();
  const ready = Promise.resolve(dataset);
  // A failed load is told with each request; without this it would end the thread before it can say why.
  ready.catch(() => undefined);
  // One at a time: the seed belongs to one batch.
  let queue: Promise<void> = Promise.resolve();
  port.listen((request) => {
    queue = queue.then(() => answer(port, ready, request, options.collateFn ?? null));
  });
}

async function answer<T>(
  port: Port,
  ready: Promise<Dataset<T>>,
  request: Request,
  collateFn: ((samples: T[]) => unknown) | null,
): Promise<void> {
  try {
    const dataset = await ready;
    manualSeed(request.seed);
    const batch = request.single
      ? await dataset.get(request.indices[0]!)
      : await fetchBatch(dataset, request.indices, collateFn);
    const transfer: ArrayBufferLike[] = [];
    const reply: Reply = { id: request.id, batch: await pack(batch, transfer) };
    port.postMessage(reply, transfer);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const reply: Reply = { id: request.id, error: { name, message } };
    port.postMessage(reply, []);
  }
}
