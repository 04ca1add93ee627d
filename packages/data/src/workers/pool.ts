import { WorkerError } from '../errors.js';
import { unpack } from './pack.js';
import type { Reply, Request, WorkerEvents, WorkerLike } from './protocol.js';

interface Waiting {
  resolve(batch: unknown): void;
  reject(error: Error): void;
  readonly indices: readonly number[];
}

/** Threads that load batches. They live until `close`, across epochs, and don't keep a program alive that is done. */
export class WorkerPool {
  private readonly workers: (WorkerLike & WorkerEvents)[];
  /** Requests of each worker that have no answer yet. */
  private readonly waiting: Map<number, Waiting>[];
  private next = 0;
  private failure: WorkerError | null = null;

  constructor(start: () => WorkerLike, count: number) {
    this.waiting = Array.from({ length: count }, () => new Map());
    this.workers = this.waiting.map((waiting, w) => {
      const worker: WorkerLike & WorkerEvents = start();
      const failed = (what: string): void => this.fail(w, what);
      if (worker.on !== undefined) {
        worker.on('message', ((reply: Reply) => this.receive(w, waiting, reply)) as never);
        worker.on('error', ((error: Error) => failed(error.message)) as never);
        worker.on('exit', ((code: number) => failed(`it ended with code ${code}`)) as never);
      } else {
        worker.addEventListener!('message', ((event: MessageEvent) =>
          this.receive(w, waiting, event.data)) as never);
        worker.addEventListener!('error', ((event: ErrorEvent) => failed(event.message)) as never);
      }
      worker.unref?.();
      return worker;
    });
  }

  /** Asks the worker with the fewest open requests for a batch. */
  request(indices: readonly number[], single: boolean, seed: number): Promise<unknown> {
    if (this.failure !== null) return Promise.reject(this.failure);
    let chosen = 0;
    this.waiting.forEach((waiting, w) => {
      if (waiting.size < this.waiting[chosen]!.size) chosen = w;
    });
    const id = this.next++;
    const worker = this.workers[chosen]!;
    return new Promise((resolve, reject) => {
      // While an answer is due the thread must keep the program alive.
      worker.ref?.();
      this.waiting[chosen]!.set(id, { resolve, reject, indices });
      worker.postMessage({ id, indices, single, seed } satisfies Request);
    });
  }

  private receive(w: number, waiting: Map<number, Waiting>, reply: Reply): void {
    const asked = waiting.get(reply.id);
    if (asked === undefined) return;
    waiting.delete(reply.id);
    if (waiting.size === 0) this.workers[w]!.unref?.();
    if ('batch' in reply) {
      asked.resolve(unpack(reply.batch));
      return;
    }
    const shown =
      asked.indices.length > 8 ? `${asked.indices.slice(0, 8).join(', ')}, …` : asked.indices.join(', ');
    asked.reject(
      new WorkerError(
        `DataLoader: worker ${w} failed on samples [${shown}]: ${reply.error.name}: ${reply.error.message}`,
      ),
    );
  }

  private fail(w: number, what: string): void {
    this.failure ??= new WorkerError(`DataLoader: worker ${w} stopped: ${what}`);
    for (const waiting of this.waiting) {
      for (const { reject } of waiting.values()) reject(this.failure);
      waiting.clear();
    }
  }

  async close(): Promise<void> {
    this.failure ??= new WorkerError('DataLoader: the loader was closed');
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
