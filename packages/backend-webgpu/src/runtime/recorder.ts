import { InternalError } from '@cresset/tensor/backend';
import type { Program } from '../wgsl/frame.js';
import type { Block, WebGpuBuffer } from './buffer.js';
import { Encoder } from './encoder.js';
import { type Pipeline, Pipelines } from './pipelines.js';

/** Dispatches after which the recorded work is submitted, so that the device doesn't idle until something is read. */
const MAX_COMMANDS = 128;
/** Most commands that wait for pipelines, memory or the device before they are submitted all the same. */
const MAX_HELD = 4096;
/** Most bytes of uploads that wait with them. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** Most submissions that the device hasn't finished yet. */
const MAX_IN_FLIGHT = 32;
/** Submissions in flight at which a loop is told that it never waits. */
const FAR_AHEAD = 1024;

/** Recorded work, in program order. */
export type Work =
  | {
      readonly kind: 'dispatch';
      readonly pipeline: Pipeline;
      readonly blocks: readonly Block[];
      /** Where its parameters are among the recorded words. */
      readonly at: number;
      readonly workgroups: number;
    }
  | {
      readonly kind: 'copy';
      readonly from: Block;
      readonly fromByte: number;
      readonly to: GPUBuffer;
      readonly toByte: number;
      readonly bytes: number;
    }
  | { readonly kind: 'write'; readonly to: Block; readonly toByte: number; readonly bytes: Uint8Array }
  | { readonly kind: 'destroy'; readonly block: Block };

/**
 * Records work until it is flushed. A flush waits, without blocking anybody, until the pipelines are compiled, the
 * device has said that it has the memory, and it isn't too far behind; what is recorded meanwhile goes the same way.
 * A loop that never yields can't be waited for: from `MAX_HELD` commands on the work is submitted as it is.
 */
export class Recorder {
  private work: Work[] = [];
  private words = new Int32Array(16 * 1024);
  private usedWords = 0;
  private commands = 0;
  private heldBytes = 0;
  private waiting: Promise<void> | null = null;
  private warned = false;
  private dry: Pipeline[] | null = null;
  private readonly pipelines: Pipelines;
  private readonly encoder: Encoder;
  private readonly alignment: number;
  /** Number of the last submission that is known to have run. */
  private finished = 0;
  /** Kernels run since the start. */
  dispatches = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly maxBindings: number,
    private readonly pool: { destroy(block: Block): void },
    failed: (error: Error) => void,
  ) {
    // In words.
    this.alignment = device.limits.minUniformBufferOffsetAlignment / 4;
    this.pipelines = new Pipelines(device);
    this.encoder = new Encoder(device, this.pipelines, failed);
  }

  get compiled(): number {
    return this.pipelines.count;
  }

  get submissions(): number {
    return this.encoder.submissions;
  }

  /** Submissions that the device may not have finished. */
  get inFlight(): number {
    return this.encoder.submissions - this.finished;
  }

  dispatch(
    program: Program,
    buffers: readonly WebGpuBuffer[],
    words: readonly number[],
    workgroups: number,
  ): void {
    if (words.length !== program.words) {
      throw new InternalError(`webgpu: ${program.key} got ${words.length} words, not ${program.words}`);
    }
    const slots: number[] = [];
    const distinct: WebGpuBuffer[] = [];
    let pattern = buffers.length;
    for (const buffer of buffers) {
      let slot = distinct.indexOf(buffer);
      if (slot < 0) slot = distinct.push(buffer) - 1;
      slots.push(slot);
      pattern = pattern * 16 + slot;
    }
    if (distinct.length > this.maxBindings) {
      throw new InternalError(`webgpu: ${distinct.length} buffers for ${this.maxBindings} bindings`);
    }
    // Twelve slots of four bits are exact in a number.
    const exact = buffers.length <= 12 && distinct.length <= 16;
    const pipeline = this.pipelines.get(program, slots, exact ? pattern : slots.join());
    if (this.dry !== null) {
      this.dry.push(pipeline);
      return;
    }
    // All blocks are there before anything is recorded.
    const blocks = distinct.map((b) => b.block);
    if (this.commands >= MAX_COMMANDS) this.flush();
    const at = this.usedWords;
    this.usedWords += Math.ceil(pipeline.parameters / 4 / this.alignment) * this.alignment;
    if (this.usedWords > this.words.length) {
      const grown = new Int32Array(2 * this.usedWords);
      grown.set(this.words);
      this.words = grown;
    }
    for (let i = 0; i < words.length; i++) this.words[at + i] = words[i];
    this.work.push({ kind: 'dispatch', pipeline, blocks, at, workgroups });
    this.commands++;
    this.dispatches++;
  }

  copy(from: Block, fromByte: number, to: GPUBuffer, toByte: number, bytes: number): void {
    this.work.push({ kind: 'copy', from, fromByte, to, toByte, bytes });
  }

  /** @param bytes whole words; the caller may change them afterwards */
  write(to: Block, toByte: number, bytes: Uint8Array): void {
    if (this.dry !== null) return;
    // Recorded kernels must see what was there before.
    this.flush();
    if (this.work.length > 0 || to.pending !== null) {
      this.work.push({ kind: 'write', to, toByte, bytes: bytes.slice() });
      this.heldBytes += bytes.byteLength;
    } else this.device.queue.writeBuffer(to.gpu, toByte, bytes as Uint8Array<ArrayBuffer>);
  }

  destroyLater(block: Block): void {
    this.work.push({ kind: 'destroy', block });
  }

  /** Blocks that recorded work uses. */
  used(): ReadonlySet<Block> {
    const blocks = new Set<Block>();
    for (const w of this.work) {
      if (w.kind === 'dispatch') for (const b of w.blocks) blocks.add(b);
      else if (w.kind === 'copy') blocks.add(w.from);
      else blocks.add(w.kind === 'write' ? w.to : w.block);
    }
    return blocks;
  }

  /** Submits what was recorded, or sees to it that it will be. The promise, if any, settles when it has been. */
  flush(): Promise<void> | null {
    const held = this.work.length;
    if (held === 0) return this.waiting;
    if (held < MAX_HELD && this.heldBytes < MAX_HELD_BYTES) {
      if (this.waiting !== null) return this.waiting;
      const causes = this.causes();
      if (causes.length > 0) {
        this.waiting = Promise.all(causes).then(() => {
          this.waiting = null;
          return this.flush() ?? undefined;
        });
        return this.waiting;
      }
    }
    this.submit();
    return null;
  }

  /** Submits what was recorded, whatever is still under way. */
  submit(): void {
    const { work, words } = this;
    this.work = [];
    this.usedWords = 0;
    this.commands = 0;
    this.heldBytes = 0;
    for (const block of this.encoder.encode(work, words)) this.pool.destroy(block);
    if (this.inFlight < FAR_AHEAD || this.warned) return;
    this.warned = true;
    console.warn(
      `webgpu: ${this.inFlight} submissions wait for the device, and the loop that makes them never waits for it; read something now and then (await loss.item()), or await the device's synchronize(), so that memory can be reused`,
    );
  }

  /** What a flush has to wait for. */
  private causes(): Promise<unknown>[] {
    const causes: Promise<unknown>[] = [];
    for (const w of this.work) {
      if (w.kind === 'dispatch') {
        if (w.pipeline.pending !== null) causes.push(w.pipeline.pending);
        for (const b of w.blocks) if (b.pending !== null) causes.push(b.pending);
      } else if (w.kind === 'write' && w.to.pending !== null) causes.push(w.to.pending);
    }
    if (this.inFlight >= MAX_IN_FLIGHT) causes.push(this.drained());
    return causes;
  }

  /** Settles when all that was submitted so far has run. */
  async drained(): Promise<void> {
    const { submissions } = this.encoder;
    // A lost device answers with a rejection: that it is lost is told elsewhere.
    await this.device.queue.onSubmittedWorkDone().catch(() => {});
    this.done(submissions);
  }

  /** Submissions up to this number have run. */
  done(submission: number): void {
    this.finished = Math.max(this.finished, submission);
  }

  /** Null while the device keeps up; else settles when it has caught up. */
  ready(): Promise<void> | null {
    return this.inFlight >= MAX_IN_FLIGHT || this.waiting !== null ? (this.waiting ?? this.drained()) : null;
  }

  /** Compiles what `body` dispatches, without running anything. */
  async warmup(body: () => void): Promise<void> {
    if (this.dry !== null) throw new InternalError('webgpu: a warm-up within a warm-up');
    const pipelines: Pipeline[] = [];
    this.dry = pipelines;
    try {
      body();
    } finally {
      this.dry = null;
    }
    await Promise.all(pipelines.map((p) => p.pending));
    for (const { broken } of pipelines) if (broken !== null) throw broken;
  }

  get isDry(): boolean {
    return this.dry !== null;
  }

  /** Forgets recorded work: for a device that is gone. */
  abandon(): void {
    this.work = [];
    this.usedWords = 0;
    this.commands = 0;
    this.heldBytes = 0;
  }
}
