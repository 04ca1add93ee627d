import { CressetError, DeviceError, IndexError } from '@cresset/tensor/backend';
import type { Block } from './buffer.js';
import type { Pace } from './pace.js';
import type { Recorder } from './recorder.js';

const MAP_READ = 0x1;
const COPY_DST = 0x8;
const READ = 0x1;
/** A staging buffer's smallest size; larger reads get one of their own size. */
const STAGING_BYTES = 256 * 1024;
/** How long after a refused mapping a lost device says that it is lost; browsers do it at once or in the next turn. */
const LOST_MS = 500;
/** Words of the status block: what happened, the index, the size of the dimension. */
export const STATUS_BYTES = 16;

interface Request {
  readonly at: number;
  readonly skip: number;
  readonly bytes: number;
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

interface Staging {
  readonly gpu: GPUBuffer;
  readonly size: number;
  used: number;
  readonly requests: Request[];
}

/** Reads buffers. What is asked for in one turn of the event loop is copied to one staging buffer and mapped at once. */
export class Reader {
  private open: Staging | null = null;
  private readonly idle: GPUBuffer[] = [];
  maps = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly recorder: Recorder,
    private readonly status: Block,
    /** What went wrong on the device since it was last asked. */
    private readonly failure: () => Error | null,
    private readonly pace: Pace,
  ) {}

  /** The bytes as they are after all commands recorded so far. */
  read(block: Block, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    const from = byteOffset - (byteOffset % 4);
    const bytes = Math.ceil((byteOffset + byteLength - from) / 4) * 4;
    const staging = this.stagingFor(bytes);
    const at = staging.used;
    staging.used += bytes;
    if (bytes > 0) this.recorder.copy(block, from, staging.gpu, at, bytes);
    return new Promise((resolve, reject) => {
      staging.requests.push({ at, skip: byteOffset - from, bytes: byteLength, resolve, reject });
    });
  }

  private stagingFor(bytes: number): Staging {
    const room = STATUS_BYTES;
    if (this.open !== null && this.open.used + bytes + room > this.open.size) void this.finish();
    if (this.open === null) {
      const size = Math.max(STAGING_BYTES, bytes + room);
      const gpu =
        size === STAGING_BYTES && this.idle.length > 0
          ? this.idle.pop()!
          : this.device.createBuffer({ size, usage: MAP_READ | COPY_DST });
      this.open = { gpu, size, used: 0, requests: [] };
      queueMicrotask(() => void this.finish());
    }
    return this.open;
  }

  private async finish(): Promise<void> {
    const staging = this.open;
    if (staging === null) return;
    this.open = null;
    const { gpu, used, requests, size } = staging;
    try {
      this.recorder.copy(this.status, 0, gpu, used, STATUS_BYTES);
      // Most of the wait for a new kernel is for its compilation.
      const held = this.recorder.flush();
      if (held !== null) await this.pace.during(held);
      const { submissions } = this.recorder;
      this.maps++;
      await this.pace.during(gpu.mapAsync(READ, 0, used + STATUS_BYTES));
      this.recorder.done(submissions);
      const range = gpu.getMappedRange(0, used + STATUS_BYTES);
      const error = this.failure() ?? this.noted(new Int32Array(range.slice(used)));
      if (error !== null) throw error;
      const bytes = new Uint8Array(range);
      for (const r of requests) r.resolve(bytes.slice(r.at + r.skip, r.at + r.skip + r.bytes));
    } catch (error) {
      const reason = error instanceof CressetError ? error : await this.reasonOf(error as Error);
      for (const r of requests) r.reject(reason);
    }
    if (gpu.mapState === 'mapped') gpu.unmap();
    if (size === STAGING_BYTES && this.idle.length < 4) this.idle.push(gpu);
    else gpu.destroy();
  }

  /** Why a mapping was refused: the device is lost, which it may say a little later. */
  private async reasonOf(error: Error): Promise<Error> {
    const soon = new Promise((resolve) => setTimeout(resolve, LOST_MS));
    await Promise.race([this.device.lost, soon]);
    return this.failure() ?? new DeviceError(`webgpu: reading failed: ${error.message}`);
  }

  /** What gathers and scatters noted since the last read. */
  private noted(words: Int32Array): IndexError | null {
    const [family, index, size] = words;
    if (family === 0) return null;
    this.device.queue.writeBuffer(this.status.gpu, 0, new Int32Array(4));
    const range = size === 0 ? 'which has no elements' : `allowed are ${-size} to ${size - 1}`;
    return new IndexError(
      `${family === 1 ? 'gather' : 'scatter'}: index ${index} is out of range for a dimension of size ${size} (${range}); device 'webgpu' notices it when something is read`,
    );
  }
}
