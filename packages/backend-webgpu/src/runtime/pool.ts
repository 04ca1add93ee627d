import { OutOfMemoryError } from '@cresset/tensor/backend';
import { type Block, type BlockSource, WebGpuBuffer } from './buffer.js';

/** Bytes of free blocks that are kept for reuse. */
const KEEP = 512 * 1024 * 1024;

/**
 * Bytes by which the memory of tensors may grow before the garbage collector is asked to look for dead ones. It doesn't
 * know of device memory: in a small training loop it ran every 440 steps, and 130 MB were held by dead handles until then.
 */
const PRESSURE = 32 * 1024 * 1024;
/** What it is asked with: memory that it does count, taken and dropped. It is never touched, so it costs address space. */
const NUDGE = 64 * 1024 * 1024;

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

/** What the pool needs of the queue: recorded commands may still use blocks that are free again. */
export interface PoolUser {
  /** Destroys the block when the commands recorded so far have been submitted. */
  destroyLater(block: Block): void;
  /** Blocks that recorded commands use. */
  used(): ReadonlySet<Block>;
}

/**
 * Device memory by size class. Commands run in order on one queue, so a block may be given out again as soon as it is
 * released, though kernels that use it may not have run yet.
 */
export class Pool implements BlockSource {
  private readonly free = new Map<number, Block[]>();
  private kept = 0;
  /** Bytes of all blocks there are. */
  allocated = 0;
  /** Blocks made since the start. */
  made = 0;
  /** Bytes of blocks that were given out since the start, new or again. */
  given = 0;
  /** Times that the garbage collector was asked to run. */
  nudges = 0;
  private nextNudge = PRESSURE;
  protected ballast: ArrayBuffer | null = null;
  private readonly lost = new FinalizationRegistry<Block>((block) => {
    this.give(block);
    this.nextNudge = this.inUse + Math.max(PRESSURE, this.inUse / 2);
  });
  private user: PoolUser | null = null;

  /** @param failed is told when the device has no memory, after the pool was emptied and the block tried again */
  constructor(
    private readonly device: GPUDevice,
    private readonly maxBytes: number,
    private readonly failed: (error: OutOfMemoryError) => void,
  ) {}

  /** Set once, by what records commands. */
  setUser(user: PoolUser): void {
    this.user = user;
  }

  /** Bytes of blocks that handles hold. */
  get inUse(): number {
    return this.allocated - this.kept;
  }

  allocate(byteLength: number): WebGpuBuffer {
    if (!(byteLength >= 0 && byteLength <= this.maxBytes)) {
      throw new OutOfMemoryError(
        `webgpu: a buffer of ${byteLength} bytes is over this adapter's limit of ${this.maxBytes}; use smaller batches, or split the tensor`,
      );
    }
    return new WebGpuBuffer(this, byteLength);
  }

  blockFor(handle: WebGpuBuffer): Block {
    const bytes = Math.min(sizeClass(handle.byteLength), Math.ceil(this.maxBytes / 4) * 4);
    const block = this.take(bytes) ?? this.make(bytes);
    this.given += bytes;
    this.lost.register(handle, block, handle);
    if (this.inUse > this.nextNudge) this.nudge();
    return block;
  }

  release(handle: WebGpuBuffer): void {
    const block = handle.take();
    if (block === null) return;
    this.lost.unregister(handle);
    this.give(block);
  }

  /** Destroys the free blocks that no recorded command uses; their memory goes with a submission, so an empty one is made. */
  empty(): void {
    const used = this.user?.used() ?? new Set<Block>();
    for (const [bytes, blocks] of this.free) {
      const still = blocks.filter((block) => used.has(block));
      for (const block of blocks) {
        if (used.has(block)) continue;
        this.kept -= block.bytes;
        this.destroy(block);
      }
      this.free.set(bytes, still);
    }
    this.device.queue.submit([]);
  }

  destroy(block: Block): void {
    this.allocated -= block.bytes;
    block.gpu.destroy();
  }

  private take(bytes: number): Block | undefined {
    const block = this.free.get(bytes)?.pop();
    if (block !== undefined) this.kept -= block.bytes;
    return block;
  }

  private make(bytes: number): Block {
    this.made++;
    this.allocated += bytes;
    const { gpu, error } = this.create(bytes);
    const block: Block = { gpu, bytes, uid: nextUid++, pending: null, absent: false };
    block.pending = error
      .then((e) => (e === null ? undefined : this.again(block)))
      .finally(() => {
        block.pending = null;
      });
    return block;
  }

  /** A buffer, and whether the device had the memory, which it says later. */
  private create(bytes: number): { gpu: GPUBuffer; error: Promise<GPUError | null> } {
    this.device.pushErrorScope('out-of-memory');
    const gpu = this.device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
    // A lost device answers with a rejection: that it is lost is told elsewhere.
    const error = this.device.popErrorScope().catch(() => null);
    return { gpu, error };
  }

  /** The device had no memory: once more, without the blocks that are kept for reuse. */
  private async again(block: Block): Promise<void> {
    const before = { kept: this.kept, inUse: this.inUse - block.bytes };
    this.empty();
    await this.device.queue.onSubmittedWorkDone().catch(() => {});
    const { gpu, error } = this.create(block.bytes);
    block.gpu = gpu;
    block.uid = nextUid++;
    if ((await error) === null) return;
    block.absent = true;
    this.failed(
      new OutOfMemoryError(
        `webgpu: the device has no memory for a buffer of ${block.bytes} bytes beside ${before.inUse} bytes in use, also after ${before.kept} bytes of unused buffers were given back; use smaller batches, or dispose of what isn't needed`,
      ),
    );
  }

  /** Makes the garbage collector run soon. */
  private nudge(): void {
    this.nudges++;
    this.nextNudge = this.inUse + PRESSURE;
    this.ballast = new ArrayBuffer(NUDGE);
    this.ballast = null;
  }

  private give(block: Block): void {
    if ((block.absent || this.kept + block.bytes > KEEP) && this.user !== null) {
      this.user.destroyLater(block);
      return;
    }
    let blocks = this.free.get(block.bytes);
    if (blocks === undefined) this.free.set(block.bytes, (blocks = []));
    blocks.push(block);
    this.kept += block.bytes;
  }
}
