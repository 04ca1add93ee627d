import { totalmem } from 'node:os';
import {
  ArgumentError,
  type Backend,
  type Batch,
  type BufferHandle,
  type DType,
  type DTypeSupport,
  InternalError,
  type KernelFamily,
  type KernelSpec,
  kernelFamilies,
  type Limits,
  OutOfMemoryError,
  type Override,
  type Routine,
} from '@cresset/tensor/backend';
import { asCpuBuffer, CpuBuffer } from './buffer.js';
import { SpecEncoder } from './encode.js';
import { nativeError } from './errors.js';
import { loadNative } from './loader.js';
import type { Native } from './native.js';
import { createOverrides } from './overrides.js';
import { createRoutines } from './routines/routines.js';

export interface CpuOptions {
  /** Threads that one kernel may use; default: the processors that this process may run on. */
  threads?: number;
}

/** A buffer that exceeds the machine's memory is refused before anybody computes what to put into it. */
const MAX_BYTES = totalmem();

/** @throws OutOfMemoryError where an array would be longer than the engine's arrays can be */
function javaScriptMemory(bytes: number): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (error) {
    throw new OutOfMemoryError(
      `cpu: ${bytes} bytes can't be read at once into JavaScript memory (${(error as Error).message}); read a part of the tensor`,
    );
  }
}

function support(dtype: DType): DTypeSupport {
  if (dtype.kind === 'complex') return 'storage';
  return dtype.name === 'float32' || dtype.name === 'float64' ? 'accelerated' : 'arithmetic';
}

const limits: Limits = {
  support,
  maxBufferBytes: MAX_BYTES,
  maxRank: 16,
  maxBindings: 32,
  // Just below 64 KiB: with the block's header it fills a size class of the pool. An external with its finalizer costs
  // 0.3 µs: over 4 KiB a tensor, that is lost in the work on it.
  chunk: { bytes: 65536 - 64, largest: 4096 },
};

/** The native CPU backend. All work is done, in order, before `submit` returns. */
export class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly limits = limits;
  readonly families: ReadonlySet<KernelFamily> = new Set(kernelFamilies);
  readonly batch: Batch;
  readonly overrides: Readonly<Record<string, Override>>;
  readonly routines: Readonly<Record<string, Routine>>;
  readonly threads: { get(): number; set(threads: number): void } = {
    get: getNumThreads,
    set: setNumThreads,
  };
  readonly #native: Native;
  readonly #call: Float64Array;
  readonly #encoder: SpecEncoder;
  readonly #known = new Map<string, number>();

  constructor(options: CpuOptions = {}) {
    this.#native = loadNative();
    this.#call = this.#native.call;
    this.#encoder = new SpecEncoder(this.#native.ops);
    this.batch = { words: this.#native.batch, buffers: [], length: 0, operands: 0, count: 0 };
    this.overrides = createOverrides(this.#native);
    this.routines = createRoutines(this.#native);
    if (options.threads !== undefined) setNumThreads(options.threads);
  }

  /** Instruction set of the kernels in use: `baseline`, `avx2` or `avx512`. */
  get isa(): string {
    return this.#native.isa;
  }

  allocate(bytes: number): BufferHandle {
    if (!(bytes >= 0 && bytes <= MAX_BYTES)) {
      throw new OutOfMemoryError(`cpu: a buffer of ${bytes} bytes is over the limit of ${MAX_BYTES}`);
    }
    return new CpuBuffer(this.#native, bytes);
  }

  release(buffer: BufferHandle): void {
    asCpuBuffer(buffer).release();
  }

  upload(buffer: BufferHandle, byteOffset: number, bytes: Uint8Array): void {
    this.#window(buffer, byteOffset, bytes.byteLength, 'upload').copy(byteOffset, bytes, true);
  }

  async download(buffer: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    return this.downloadSync(buffer, byteOffset, byteLength);
  }

  downloadSync(buffer: BufferHandle, byteOffset: number, byteLength: number): Uint8Array {
    const from = this.#window(buffer, byteOffset, byteLength, 'download');
    const bytes = javaScriptMemory(byteLength);
    from.copy(byteOffset, bytes, false);
    return bytes;
  }

  #window(handle: BufferHandle, byteOffset: number, byteLength: number, what: string): CpuBuffer {
    const buffer = asCpuBuffer(handle);
    if (!(byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength)) {
      throw new InternalError(
        `cpu: ${what} of bytes ${byteOffset} to ${byteOffset + byteLength} of a buffer of ${buffer.byteLength}`,
      );
    }
    return buffer;
  }

  prepare(spec: KernelSpec): number {
    const key = `${spec.family}:${spec.key}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#native.prepare(this.#encoder.encode(spec)) !== undefined) throw nativeError(this.#native);
    const id = this.#call[0];
    this.#known.set(key, id);
    return id;
  }

  submit(batch: Batch): void {
    if (batch !== this.batch) throw new InternalError("cpu: submit takes this backend's own batch");
    const call = this.#call;
    call[0] = batch.length;
    call[1] = batch.count;
    if (this.#native.submit() !== undefined) throw nativeError(this.#native);
  }

  async synchronize(): Promise<void> {}

  /** Gives the memory that is kept for reuse back to the system. Tensors stay valid. */
  dispose(): void {
    this.#native.trim();
  }
}

/** Sets how many threads a kernel may use, for the whole process. @throws ArgumentError unless n is a positive integer */
export function setNumThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > 4096) {
    throw new ArgumentError(`setNumThreads: expected an integer from 1 to 4096, got ${String(n)}`);
  }
  loadNative().setThreads(n);
}

/** How many threads a kernel may use. */
export function getNumThreads(): number {
  return loadNative().getThreads();
}

/** Bytes in use by tensors of the process, and bytes of free blocks kept for reuse. */
export function memoryStats(): { used: number; cached: number } {
  const native = loadNative();
  native.memory();
  return { used: native.call[0], cached: native.call[1] };
}
