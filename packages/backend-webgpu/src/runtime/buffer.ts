import { type BufferHandle, DisposedError } from '@cresset/tensor/backend';

let nextId = 1;

/** A GPUBuffer with its true size, as the pool keeps it. */
export interface Block {
  readonly gpu: GPUBuffer;
  readonly bytes: number;
  /** Stands for the buffer in the keys of bind groups. */
  readonly uid: number;
}

/** The core's handle of a block. The block outlives it: it goes back to the pool when the handle is released or lost. */
export class WebGpuBuffer implements BufferHandle {
  readonly id = nextId++;
  private held: Block | null;

  constructor(
    block: Block,
    readonly byteLength: number,
  ) {
    this.held = block;
  }

  get block(): Block {
    if (this.held === null) throw new DisposedError(`webgpu: buffer ${this.id} was used after its release`);
    return this.held;
  }

  /** Gives up the block, once. */
  take(): Block | null {
    const block = this.held;
    this.held = null;
    return block;
  }
}
