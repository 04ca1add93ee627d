import { OutOfMemoryError } from '@cresset/tensor/backend';
import { type Block, WebGpuBuffer } from './buffer.js';

/** Bytes of free blocks that are kept for reuse. */
const KEEP = 512 * 1024 * 1024;

/** Usages of WebGPU's constants, which Node has no globals for. */
const STORAGE = 0x80;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;

let nextUid = 1;

/** Sizes of blocks: four steps an octave from 256 bytes on, so that at most a fifth of a block is idle. */
export function sizeClass(bytes: number): number {
  const n = Math.max(bytes, 256);
  const step = 2 ** (Math.floor(Math.log2(n)) - 2);
  return Math.ceil(n / step) * step;
}

/**
 * Device memory by size class. Commands run in order on one queue, so a block may be given out again as soon as it is
 * released, though kernels that use it may not have run yet.
 */
export class Pool {
  private readonly free = new Map<number, Block[]>();
  private kept = 0;
  /** Bytes of all blocks there are. */
  allocated = 0;
  /** Blocks made since the start. */
  made = 0;
  private readonly lost = new FinalizationRegistry<Block>((block) => this.give(block));

  constructor(
    private readonly device: GPUDevice,
    private readonly maxBytes: number,
  ) {}

  allocate(byteLength: number): WebGpuBuffer {
    if (!(byteLength >= 0 && byteLength <= this.maxBytes)) {
      throw new OutOfMemoryError(
        `webgpu: a buffer of ${byteLength} bytes is over this adapter's limit of ${this.maxBytes}; use smaller batches, or split the tensor`,
      );
    }
    const bytes = Math.min(sizeClass(byteLength), Math.ceil(this.maxBytes / 4) * 4);
    const block = this.take(bytes) ?? this.make(bytes);
    const handle = new WebGpuBuffer(block, byteLength);
    this.lost.register(handle, block, handle);
    return handle;
  }

  release(handle: WebGpuBuffer): void {
    const block = handle.take();
    if (block === null) return;
    this.lost.unregister(handle);
    this.give(block);
  }

  /** Destroys the free blocks; their memory goes with the next submission, so an empty one is made. */
  empty(): void {
    for (const blocks of this.free.values()) for (const block of blocks) this.destroy(block);
    this.free.clear();
    this.kept = 0;
    this.device.queue.submit([]);
  }

  private take(bytes: number): Block | undefined {
    const block = this.free.get(bytes)?.pop();
    if (block !== undefined) this.kept -= block.bytes;
    return block;
  }

  private make(bytes: number): Block {
    this.made++;
    this.allocated += bytes;
    const gpu = this.device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
    return { gpu, bytes, uid: nextUid++ };
  }

  private give(block: Block): void {
    if (this.kept + block.bytes > KEEP) {
      this.onDestroy(block);
      return;
    }
    let blocks = this.free.get(block.bytes);
    if (blocks === undefined) this.free.set(block.bytes, (blocks = []));
    blocks.push(block);
    this.kept += block.bytes;
  }

  /** Replaced by the backend: recorded commands that use the block must be submitted first. */
  onDestroy(block: Block): void {
    this.destroy(block);
    this.device.queue.submit([]);
  }

  destroy(block: Block): void {
    this.allocated -= block.bytes;
    block.gpu.destroy();
  }
}
