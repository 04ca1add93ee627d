import type { Backend, Batch, BufferHandle, DTypeSupport, KernelSpec, Limits } from '@cresset/tensor/backend';
import { createBatch, InternalError, kernelFamilies } from '@cresset/tensor/backend';

class NullBuffer implements BufferHandle {
  /** Whether a command or an upload has used it: until then a device needn't have taken memory for it. */
  used = false;
  released = false;

  constructor(
    readonly id: number,
    readonly byteLength: number,
  ) {}
}

/** A kernel that was submitted. */
export interface NullKernel {
  readonly spec: KernelSpec;
  readonly dims: readonly number[];
  readonly buffers: readonly BufferHandle[];
  readonly params: readonly number[];
}

export interface NullBackendOptions {
  /** Whether commands are queued and fused (default true). */
  readonly deferred?: boolean;
  readonly name?: string;
  readonly maxBindings?: number;
  /** Called for every kernel; what it throws is the device's error. */
  readonly onSubmit?: (kernel: NullKernel) => void;
}

/**
 * A device that computes nothing and counts: how many kernels a program takes, and how much memory. Its reads give
 * zeros.
 */
export class NullBackend implements Backend {
  readonly name: string;
  readonly deferred: boolean;
  readonly limits: Limits;
  readonly families = new Set(kernelFamilies);
  readonly batch: Batch = createBatch();
  /** Submitted since `reset`. */
  kernels: NullKernel[] = [];
  /** Bytes of buffers that were used for the first time since `reset`. */
  bytes = 0;
  /** Buffers handed out since `reset`. */
  buffers = 0;
  /** Bytes of used buffers that aren't released, and the most there were since `reset`. */
  live = 0;
  peak = 0;
  private readonly specs: (KernelSpec | null)[] = [null];
  private readonly known = new Map<string, number>();
  private readonly onSubmit: ((kernel: NullKernel) => void) | null;
  private next = 1;

  constructor({ deferred = true, name = 'null', maxBindings = 16, onSubmit }: NullBackendOptions = {}) {
    this.name = name;
    this.deferred = deferred;
    this.onSubmit = onSubmit ?? null;
    this.limits = {
      support: (): DTypeSupport => 'arithmetic',
      maxBufferBytes: 2 ** 31,
      maxRank: 32,
      maxBindings,
      chunk: null,
    };
  }

  reset(): void {
    this.kernels = [];
    this.bytes = 0;
    this.buffers = 0;
    this.peak = this.live;
  }

  /** Families of the submitted kernels, in order. */
  get sequence(): string {
    return this.kernels.map((k) => k.spec.family).join(' ');
  }

  allocate(bytes: number): BufferHandle {
    this.buffers++;
    return new NullBuffer(this.next++, bytes);
  }

  release(handle: BufferHandle): void {
    const buffer = this.own(handle);
    if (buffer.used) this.live -= buffer.byteLength;
    buffer.released = true;
  }

  private own(handle: BufferHandle | null | undefined): NullBuffer {
    if (!(handle instanceof NullBuffer)) throw new InternalError('null: a buffer of another device');
    if (handle.released) throw new InternalError('null: a buffer was used after its release');
    return handle;
  }

  private touch(handle: BufferHandle | null | undefined): NullBuffer {
    const buffer = this.own(handle);
    if (!buffer.used) {
      buffer.used = true;
      this.bytes += buffer.byteLength;
      this.live += buffer.byteLength;
      this.peak = Math.max(this.peak, this.live);
    }
    return buffer;
  }

  upload(buffer: BufferHandle): void {
    this.touch(buffer);
  }

  async download(buffer: BufferHandle, _byteOffset: number, byteLength: number): Promise<Uint8Array> {
    this.own(buffer);
    return new Uint8Array(byteLength);
  }

  downloadSync(buffer: BufferHandle, _byteOffset: number, byteLength: number): Uint8Array {
    this.own(buffer);
    return new Uint8Array(byteLength);
  }

  prepare(spec: KernelSpec): number {
    const key = `${spec.family}:${spec.key}`;
    let id = this.known.get(key);
    if (id === undefined) this.known.set(key, (id = this.specs.push(spec) - 1));
    return id;
  }

  /** Takes batches of one, as the core gives them. */
  submit(batch: Batch): void {
    const { words, buffers, length, operands } = batch;
    const spec = this.specs[words[0]!];
    if (!spec) throw new InternalError(`null: executable ${words[0]} isn't there`);
    const { rank } = spec;
    if (words[1] !== rank) throw new InternalError(`null: a ${spec.family} kernel got rank ${words[1]}`);
    const start = 2 + rank + operands * (2 + rank);
    const kernel = {
      spec,
      dims: Array.from(words.subarray(2, 2 + rank)),
      buffers: buffers.slice(0, operands).map((b) => this.touch(b)),
      params: Array.from(words.subarray(start, length)),
    };
    this.kernels.push(kernel);
    this.onSubmit?.(kernel);
  }

  async synchronize(): Promise<void> {}

  dispose(): void {}
}
