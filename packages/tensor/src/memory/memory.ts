import type { Backend, BufferHandle } from '../backend/contract.js';

/** Blocks start at multiples of this: a cache line, and a whole number of elements of every dtype. */
const ALIGN = 64;
/** Most free blocks kept for one size: enough for a step's temporaries, too few to matter. */
const MAX_FREE = 512;

/** A block of device memory; tensors that are views of each other share one. */
export class Storage {
  /** Tensors and saved references that hold this block. At 0 the block is reused at once. */
  refs = 1;
  /** Counts in-place writes, so that autograd can tell that a saved tensor was changed. */
  version = 0;

  constructor(
    readonly memory: Memory,
    readonly buffer: BufferHandle,
    readonly byteOffset: number,
    readonly bytes: number,
    readonly carved: boolean,
  ) {}

  retain(): void {
    this.refs++;
  }

  release(): void {
    if (--this.refs === 0) this.memory.free(this);
  }
}

/**
 * Memory of one device. Small blocks are carved from chunks, since a finalizer for each would cost more than the op
 * that fills them; the chunk has the finalizer and lives as long as any block in it. Blocks that are released
 * explicitly (temporaries of composites, backward, optimizers) are kept by size and reused at once.
 */
export class Memory {
  private chunk: BufferHandle | null = null;
  private used = 0;
  private readonly chunkBytes: number;
  private readonly largest: number;
  private readonly freeBuffers: BufferHandle[][] = [];
  private readonly freeOffsets: number[][] = [];
  /** Allocations since the start, for tests and benches. */
  allocations = 0;

  constructor(private readonly backend: Backend) {
    const chunk = backend.limits.chunk;
    this.chunkBytes = chunk === null ? 0 : chunk.bytes;
    this.largest = chunk === null ? 0 : chunk.largest;
    for (let i = 0; i * ALIGN <= this.largest; i++) {
      this.freeBuffers.push([]);
      this.freeOffsets.push([]);
    }
  }

  allocate(bytes: number): Storage {
    this.allocations++;
    if (bytes > this.largest) return new Storage(this, this.backend.allocate(bytes), 0, bytes, false);
    const units = (bytes + ALIGN - 1) >> 6;
    const free = this.freeBuffers[units]!;
    if (free.length > 0) return new Storage(this, free.pop()!, this.freeOffsets[units]!.pop()!, bytes, true);
    const size = units * ALIGN;
    if (this.chunk === null || this.used + size > this.chunkBytes) {
      this.chunk = this.backend.allocate(this.chunkBytes);
      this.used = 0;
    }
    const at = this.used;
    this.used += size;
    return new Storage(this, this.chunk, at, bytes, true);
  }

  free(storage: Storage): void {
    if (!storage.carved) {
      this.backend.release(storage.buffer);
      return;
    }
    const units = (storage.bytes + ALIGN - 1) >> 6;
    const free = this.freeBuffers[units]!;
    if (free.length >= MAX_FREE) return;
    free.push(storage.buffer);
    this.freeOffsets[units]!.push(storage.byteOffset);
  }
}
