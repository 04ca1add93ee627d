import { type BufferHandle, DisposedError } from '@cresset/tensor/backend';

let nextId = 1;

/** A GPUBuffer with its true size, as the pool keeps it. */
export interface Block {
  /** Another one, when the device had no memory for the first. */
  gpu: GPUBuffer;
  readonly bytes: number;
  /** Stands for the buffer in the keys of bind groups. */
  uid: number;
  /** Until the device has said whether it has the memory. */
  pending: Promise<void> | null;
  /** The device has no memory for it, which was reported; commands that use it are left out. */
  absent: boolean;
}

/** Where handles get their blocks. */
export interface BlockSource {
  blockFor(handle: WebGpuBuffer): Block;
}

/**
 * The core's handle of a block. It takes the block when it is first used: an intermediate that fusion does away with, or
 * that is only warmed up for, never has one. The block outlives the handle: it goes back to the pool when the handle is
 * released or lost.
 */
export class WebGpuBuffer implements BufferHandle {
  readonly id = nextId++;
  private held: Block | null = null;
  private released = false;

  constructor(
    private readonly source: BlockSource,
    readonly byteLength: number,
  ) {}

  /** @throws DisposedError after the release */
  get block(): Block {
    if (this.held !== null) return this.held;
    if (this.released) throw new DisposedError(`webgpu: buffer ${this.id} was used after its release`);
    this.held = this.source.blockFor(this);
    return this.held;
  }

  /** Gives up the block, if there is one, once. */
  take(): Block | null {
    const block = this.held;
    this.held = null;
    this.released = true;
    return block;
  }
}
