import type { DType } from '../dtype.js';
import type { KernelFamily, KernelSpec } from './spec.js';

/** Memory on a device. The object keeps it alive: when it is collected, the memory goes. */
export interface BufferHandle {
  /** What stands for this buffer in the words of a batch (native backends: the address). */
  readonly id: number;
  readonly byteLength: number;
}

/**
 * Commands for a device, written by the core into memory that the backend owns (so that native code can keep the
 * pointer: reading a typed array's pointer costs more than a small kernel).
 *
 * A command is
 *   [executable, rank, dim…, (buffer id, offset, stride…) for each operand, parameter…]
 * with `rank` dims, offsets and strides in elements of the operand's dtype, outputs before inputs. How many operands
 * and parameters follow is known from the executable. `buffers` has the operands' handles in the same order.
 */
export interface Batch {
  readonly words: Float64Array;
  readonly buffers: (BufferHandle | null)[];
  /** Words in use. */
  length: number;
  /** Entries of `buffers` in use. */
  operands: number;
  /** Commands in the batch. */
  count: number;
}

export function createBatch(words = 4096): Batch {
  return { words: new Float64Array(words), buffers: [], length: 0, operands: 0, count: 0 };
}

/** How well a device does a dtype. `storage`: kept and moved only; `accelerated`: with hardware of its own. */
export type DTypeSupport = 'none' | 'storage' | 'arithmetic' | 'accelerated';

export interface Limits {
  support(dtype: DType): DTypeSupport;
  /** Largest single buffer in bytes. */
  readonly maxBufferBytes: number;
  /** Highest rank of an iteration space after merging. */
  readonly maxRank: number;
  /** Most operands of one kernel. */
  readonly maxBindings: number;
  /** Small tensors are carved from chunks of `bytes`, if they need at most `largest`; null: one buffer a tensor. */
  readonly chunk: { readonly bytes: number; readonly largest: number } | null;
}

/** An operand of an override: a strided window on a buffer. A `Tensor` of the core is one. */
export interface Operand {
  readonly buffer: BufferHandle;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  /** In elements of `dtype` from the start of the buffer. */
  readonly offset: number;
}

/** Attributes of a call: numbers, lists, flags, names; never tensors. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * A backend's own implementation of an op that also has a composite body. The core has checked the arguments and
 * allocated dense outputs; inputs are dense too unless `strided` is set. An absent optional input is null.
 */
export interface Override {
  /** Whether this path takes these operands. Cheap: it is asked at every call. */
  accepts(inputs: readonly (Operand | null)[], attributes: Attributes): boolean;
  run(inputs: readonly (Operand | null)[], outputs: readonly Operand[], attributes: Attributes): void;
  readonly strided?: boolean;
}

/** What a routine found in the values: it ran, but this matrix has no such decomposition. */
export interface RoutineFailure {
  /** Which matrix of the batch, the first that failed. */
  readonly batch: number;
  /** LAPACK's `info`: the order of the minor or pivot at which it failed, from 1. */
  readonly info: number;
}

/**
 * A routine of a backend (LU, QR, FFT …), by the name of the primitive that needs it. The core has checked the
 * arguments, made inputs dense and allocated dense outputs; sizes may be 0. Leading dimensions are a batch.
 */
export interface Routine {
  /** Whether it takes operands of these dtypes. */
  accepts(dtype: DType): boolean;
  /** Returns the first failure, or null. @throws OutOfMemoryError for working memory that isn't there */
  run(
    inputs: readonly (Operand | null)[],
    outputs: readonly Operand[],
    attributes: Attributes,
  ): RoutineFailure | null;
}

/** What a package must offer to be a device. Small on purpose: see CONTRIBUTING.md, "Add a backend". */
export interface Backend {
  /** Device name: `cpu`, `webgpu`, … */
  readonly name: string;
  readonly limits: Limits;
  readonly families: ReadonlySet<KernelFamily>;
  readonly batch: Batch;
  /**
   * Commands needn't run at once: the core queues them and fuses what can be before it submits (maps into maps, and into
   * reductions). For devices on which a kernel is dear to start. `limits.chunk` must be null; `prepare` should be cheap,
   * since kernels that are always fused are prepared and never submitted; memory is best taken when first used, since
   * fusion does away with intermediates. See `flushPending`.
   */
  readonly deferred?: boolean;
  /** Uninitialised memory; `bytes` may be 0. @throws OutOfMemoryError */
  allocate(bytes: number): BufferHandle;
  /** The core needs this buffer no more; the handle isn't used again. */
  release(buffer: BufferHandle): void;
  upload(buffer: BufferHandle, byteOffset: number, bytes: Uint8Array): void;
  download(buffer: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array>;
  /** Absent where the device can't block. The result is a copy. */
  downloadSync?(buffer: BufferHandle, byteOffset: number, byteLength: number): Uint8Array;
  /** A small positive integer that stands for the kernel in batches. @throws UnsupportedError */
  prepare(spec: KernelSpec): number;
  /** Runs the commands of `batch` in order and leaves it to the core to reset it. */
  submit(batch: Batch): void;
  synchronize(): Promise<void>;
  dispose(): void;
  /** Lost or disposed of: another backend may be registered under its name. */
  readonly closed?: boolean;
  /** Compiles the kernels of the ops that `body` calls; none of them runs. Absent where nothing is compiled. */
  warmup?(body: () => void): Promise<void>;
  /** Null while the device keeps up with what is submitted; else settles when it has caught up. */
  ready?(): Promise<void> | null;
  /** How many threads a kernel may use, where the backend has threads of its own. */
  readonly threads?: { get(): number; set(threads: number): void };
  readonly overrides?: Readonly<Record<string, Override>>;
  readonly routines?: Readonly<Record<string, Routine>>;
}
