import { type BufferHandle, DisposedError, InternalError, OutOfMemoryError } from '@cresset/tensor/backend';
import type { External, Native } from './native.js';

/**
 * A block of native memory. `id` is its address, 0 once it was released: native code refuses that, so that a released
 * handle in a batch is an error and not a crash. The external frees the block when this object is collected.
 */
export class CpuBuffer implements BufferHandle {
  id: number;
  readonly byteLength: number;
  readonly #native: Native;
  #external: External | null;

  constructor(native: Native, bytes: number) {
    native.call[0] = bytes;
    const external = native.allocate();
    if (external === undefined) {
      native.memory();
      const used = native.call[0];
      throw new OutOfMemoryError(
        `cpu: no memory for a buffer of ${bytes} bytes (${(used / 2 ** 20).toFixed(1)} MiB are in use by tensors)`,
      );
    }
    this.id = native.call[0];
    this.byteLength = bytes;
    this.#native = native;
    this.#external = external;
  }

  /** Gives the memory back now; a second call does nothing. */
  release(): void {
    if (this.#external === null) return;
    this.#native.release(this.#external);
    this.#external = null;
    this.id = 0;
  }

  /** Copies bytes to (`toDevice`) or from the buffer; the window has been checked. */
  copy(byteOffset: number, bytes: Uint8Array, toDevice: boolean): void {
    if (this.#external === null) throw new DisposedError('cpu: the buffer was used after its release');
    if (this.#native.copy(this.#external, byteOffset, bytes, toDevice) !== undefined) {
      throw new InternalError(this.#native.lastError());
    }
  }
}

/** @throws InternalError for a handle of another device */
export function asCpuBuffer(handle: BufferHandle): CpuBuffer {
  if (handle instanceof CpuBuffer) return handle;
  throw new InternalError('cpu: this buffer belongs to another device');
}
