/** What a loader and its threads say to each other. */

/** Either kind of Worker: that of `node:worker_threads` or that of browsers. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** What either kind has besides; their own types are too different to be named together. */
export interface WorkerEvents {
  /** Node. */
  on?(event: string, listener: (value: never) => void): unknown;
  unref?(): void;
  ref?(): void;
  /** Browsers. */
  addEventListener?(event: string, listener: (event: never) => void): void;
}

/** Loader to thread: make this batch. */
export interface Request {
  readonly id: number;
  /** null: a single sample, uncollated. */
  readonly indices: readonly number[];
  readonly single: boolean;
  /** Seeds the default generator of the thread, so that random transforms don't depend on which thread it is. */
  readonly seed: number;
}

/** Thread to loader. */
export type Reply =
  | { readonly id: number; readonly batch: Packed }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** A value that can be sent to another thread: tensors as their bytes. */
export type Packed =
  | {
      readonly kind: 'tensor';
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data: ArrayBufferView;
    }
  | { readonly kind: 'list'; readonly items: readonly Packed[] }
  | { readonly kind: 'record'; readonly items: Readonly<Record<string, Packed>> }
  | { readonly kind: 'plain'; readonly value: unknown };
