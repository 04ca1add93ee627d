import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Generator, Tensor } from '@cresset/tensor';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataLoader, serveDataset, WorkerError } from '../src/index.js';
import { Numbers } from './fixtures.js';
import { setup } from './setup.js';

let folder: string;
let entry: URL;

beforeAll(async () => {
  setup();
  folder = await mkdtemp(join(tmpdir(), 'cresset-worker-'));
  const packages = fileURLToPath(new URL('../..', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^@cresset\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
        { find: /^@cresset\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
      ],
    },
    build: {
      ssr: fileURLToPath(new URL('./worker-entry.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'worker.mjs', format: 'es' } },
    },
    ssr: { noExternal: true },
  });
  entry = pathToFileURL(join(folder, 'worker.mjs'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Row = [Tensor, number, { name: string }];

/** The loader's own data set only counts here: the threads have one each. */
function loaderOf(length: number, options: object = {}, workerData: unknown = null) {
  return new DataLoader<Row>(new Numbers(length) as never, {
    batchSize: 2,
    numWorkers: 2,
    worker: () => new Worker(entry, { workerData }),
    ...options,
  });
}

describe('DataLoader with worker threads', () => {
  it('gives whole batches in order, epoch after epoch', async () => {
    await using loader = loaderOf(7);
    for (let epoch = 0; epoch < 2; epoch++) {
      const seen: unknown[] = [];
      for await (const [x, y, { name }] of loader) {
        expect(x).toBeInstanceOf(Tensor);
        seen.push([
          ((await x.toArray()) as number[][]).map((r) => r[0]),
          await y.toArray(),
          String(y.dtype),
          name,
        ]);
      }
      expect(seen).toEqual(
        [[0, 1], [2, 3], [4, 5], [6]].map((i) => [i, i, 'int64', i.map((k) => `sample ${k}`)]),
      );
    }
  });

  it('draws the same random numbers whatever the number of threads', async () => {
    const noise = async (numWorkers: number) => {
      await using loader = loaderOf(8, { numWorkers, generator: new Generator(5) });
      const drawn: number[] = [];
      for await (const [x] of loader) drawn.push(...((await x.toArray()) as number[][]).map((r) => r[1]!));
      return drawn;
    };
    const two = await noise(2);
    expect(await noise(1)).toEqual(two);
    expect(new Set(two).size).toBeGreaterThan(4);
  });

  it('gives single samples', async () => {
    await using loader = loaderOf(3, { batchSize: null });
    const labels: unknown[] = [];
    for await (const [, y] of loader) labels.push(y);
    expect(labels).toEqual([0, 1, 2]);
  });

  it('tells what failed in a thread, and that a thread died', async () => {
    const drain = async (loader: DataLoader<Row>) => {
      for await (const _ of loader);
    };
    await using torn = loaderOf(10, { sampler: [0, 9], batchSize: 2 });
    await expect(drain(torn)).rejects.toThrow(
      'DataLoader: worker 0 failed on samples [0, 9]: RangeError: sample 9 is torn',
    );
    await using dead = loaderOf(9, { sampler: [8], numWorkers: 1 });
    await expect(drain(dead)).rejects.toThrow('worker 0 stopped: it ended with code 3');
    await expect(drain(dead)).rejects.toThrow(WorkerError);
    await using gone = loaderOf(4, {}, 'failing');
    await expect(drain(gone)).rejects.toThrow('Error: the folder is gone');
  });

  it('talks to workers of browsers too', async () => {
    type Listener = (event: unknown) => void;
    class BrowserWorker {
      readonly listeners: Record<string, Listener> = {};
      addEventListener(name: string, listener: Listener): void {
        this.listeners[name] = listener;
      }
      postMessage(request: unknown): void {
        const { id, indices } = request as { id: number; indices: number[] };
        const reply = { id, batch: { kind: 'plain', value: indices.join() } };
        if (indices[0] === 4) this.listeners.error!({ message: 'the script is gone' });
        else this.listeners.message!({ data: reply });
      }
      terminate(): void {}
    }
    const make = (length: number) =>
      new DataLoader<number, string>(new Numbers(length), {
        batchSize: 2,
        numWorkers: 1,
        worker: () => new BrowserWorker(),
      });
    const seen: string[] = [];
    for await (const batch of make(4)) seen.push(batch);
    expect(seen).toEqual(['0,1', '2,3']);
    await expect(async () => {
      for await (const _ of make(6));
    }).rejects.toThrow('worker 0 stopped: the script is gone');
  });

  it('refuses what threads can not do', async () => {
    expect(() => loaderOf(4, { collateFn: (s: unknown) => s })).toThrow('give collateFn to serveDataset');
    await using loader = loaderOf(4);
    expect(() => [...loader]).toThrow('need `for await`');
    await expect(serveDataset(new Numbers(3))).rejects.toThrow('made for a worker thread');
    await loader.close();
  });
});
