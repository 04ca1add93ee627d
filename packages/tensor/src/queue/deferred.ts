import type {
  Attributes,
  Backend,
  Batch,
  BufferHandle,
  Limits,
  Operand,
  Override,
  Routine,
} from '../backend/contract.js';
import { createBatch } from '../backend/contract.js';
import type { KernelFamily, KernelSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import { ArgumentError, InternalError } from '../errors.js';
import { Bodies } from './body.js';
import { entryOf } from './entry.js';
import { addPending, removePending } from './pending.js';
import { type Fused, Programs, paramOf } from './program.js';
import { type Call, type Command, commandLength, type Entry, Slot } from './unit.js';

/** Commands after which the queue is flushed, so that a loop that never reads makes no endless queue. */
const MAX_COMMANDS = 2048;
/** Bytes allocated since the last flush after which it is flushed: dead memory comes back only then. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What the queue of a device has done so far, for tests and benches. */
export interface QueueCounters {
  /** Commands that ops gave. */
  readonly commands: number;
  /** Kernels and overrides that the device was given for them. */
  readonly submitted: number;
  readonly flushes: number;
  /** Flushes whose like hadn't been seen. */
  readonly planned: number;
}

/**
 * A deferred backend as the core sees it: commands are queued, fused and given to the device at a flush.
 *
 * - Reading flushes, and so does writing to a buffer that a queued command uses.
 * - A buffer that is released while queued commands use it goes back to the backend after the last of them. Fusion knows
 *   that nobody will read it.
 * - Errors at a flush are kept for the next read (or for the flush of a full queue), since the op that happened to
 *   cause the flush has nothing to do with them. Each command runs once, whatever becomes of the others.
 */
export class DeferredBackend implements Backend {
  readonly batch: Batch = createBatch();
  readonly overrides?: Readonly<Record<string, Override>>;
  readonly routines?: Readonly<Record<string, Routine>>;
  readonly downloadSync?: (buffer: BufferHandle, byteOffset: number, byteLength: number) => Uint8Array;
  readonly warmup?: (body: () => void) => Promise<void>;
  readonly ready?: () => Promise<void> | null;
  private readonly entries: (Entry | null)[] = [null];
  private readonly byExecutable = new Map<number, number>();
  private readonly bodies: Bodies;
  private readonly programs: Programs;
  private log: (Command | Call)[] = [];
  private slots = new Map<BufferHandle, Slot>();
  /** What `Programs` knows the queue by. */
  private signature = new Float64Array(1024);
  private signed = 0;
  private bytes = 0;
  private failure: unknown = null;
  private readonly counted = { commands: 0, submitted: 0, flushes: 0 };

  constructor(readonly inner: Backend) {
    if (inner.limits.chunk !== null) {
      throw new ArgumentError(
        `use: backend '${inner.name}' is deferred and carves tensors from chunks (limits.chunk); queued commands are told apart by their buffers, so it must be null`,
      );
    }
    this.bodies = new Bodies(inner);
    this.programs = new Programs({ bodies: this.bodies, limits: inner.limits });
    const { overrides, routines } = inner;
    if (overrides !== undefined) {
      this.overrides = Object.fromEntries(Object.entries(overrides).map(([k, o]) => [k, this.override(o)]));
    }
    if (routines !== undefined) {
      this.routines = Object.fromEntries(Object.entries(routines).map(([k, r]) => [k, this.routine(r)]));
    }
    if (inner.ready !== undefined) this.ready = () => inner.ready!();
    if (inner.warmup !== undefined) {
      this.warmup = async (body) => {
        // What was called before runs; what the body calls is only compiled, fused as it will be.
        this.settle();
        await inner.warmup!(() => {
          body();
          this.settle();
        });
      };
    }
    if (inner.downloadSync !== undefined) {
      this.downloadSync = (buffer, byteOffset, byteLength) => {
        this.settle();
        return inner.downloadSync!(buffer, byteOffset, byteLength);
      };
    }
  }

  get name(): string {
    return this.inner.name;
  }

  get limits(): Limits {
    return this.inner.limits;
  }

  get closed(): boolean {
    return this.inner.closed === true;
  }

  get families(): ReadonlySet<KernelFamily> {
    return this.inner.families;
  }

  get counters(): QueueCounters {
    return { ...this.counted, planned: this.programs.made };
  }

  /** The device refuses what it can't run now, at the line of the op, though the kernel may never run by itself. */
  prepare(spec: KernelSpec): number {
    const executable = this.inner.prepare(spec);
    let at = this.byExecutable.get(executable);
    if (at === undefined) {
      at = this.entries.push(entryOf(spec, executable, this.bodies)) - 1;
      this.byExecutable.set(executable, at);
    }
    return at;
  }

  allocate(bytes: number): BufferHandle {
    this.bytes += bytes;
    return this.inner.allocate(bytes);
  }

  release(buffer: BufferHandle): void {
    const slot = this.slots.get(buffer);
    if (slot === undefined) this.inner.release(buffer);
    else slot.dead = true;
  }

  private slot(buffer: BufferHandle): Slot {
    let slot = this.slots.get(buffer);
    if (slot === undefined) this.slots.set(buffer, (slot = new Slot(buffer, this.slots.size)));
    return slot;
  }

  submit(batch: Batch): void {
    const { words, buffers, count } = batch;
    let at = 0;
    let first = 0;
    for (let c = 0; c < count; c++) {
      const entry = this.entries[words[at]!];
      if (!entry) throw new InternalError(`a batch names executable ${words[at]}, which isn't there`);
      const length = commandLength(entry);
      const slots = new Array<Slot>(entry.dtypes.length);
      const own = words.slice(at, at + length);
      const layout = length - entry.params;
      const from = this.reserve(layout);
      const { signature } = this;
      for (let i = 0; i < layout; i++) signature[from + i] = own[i]!;
      let place = from + 2 + entry.rank;
      for (let k = 0; k < slots.length; k++) {
        const slot = this.slot(buffers[first + k]!);
        slots[k] = slot;
        signature[place] = slot.index;
        place += 2 + entry.rank;
      }
      this.enqueue({ entry, words: own, slots });
      at += length;
      first += slots.length;
    }
  }

  private enqueue(command: Command | Call): void {
    if (this.log.push(command) === 1) addPending(this);
    this.counted.commands++;
    // A backend may change its mind, to report errors at the very call (debugging).
    if (this.log.length >= MAX_COMMANDS || this.bytes >= MAX_BYTES || this.inner.deferred !== true)
      this.settle();
  }

  /** Room for so many more numbers of the signature; gives the first one's place. */
  private reserve(count: number): number {
    const from = this.signed;
    this.signed += count;
    if (this.signed > this.signature.length) {
      const grown = new Float64Array(2 * this.signed);
      grown.set(this.signature);
      this.signature = grown;
    }
    return from;
  }

  private sign(n: number): void {
    this.signature[this.reserve(1)] = n;
  }

  private override(o: Override): Override {
    return {
      accepts: (inputs, attributes) => o.accepts(inputs, attributes),
      run: (inputs, outputs, attributes) => {
        // What the call sees is as it is now: the tensors may be other windows when its turn comes.
        const ins = inputs.map((i) => (i === null ? null : frozen(i)));
        const outs = outputs.map(frozen);
        const reads = ins.flatMap((i) => (i === null ? [] : [this.slot(i.buffer)]));
        const writes = outs.map((i) => this.slot(i.buffer));
        // No kernel has a negative number.
        this.sign(-1 - reads.length);
        for (const list of [reads, writes]) for (const s of list) this.sign(s.index);
        this.sign(-1 - writes.length);
        this.enqueue({ run: () => o.run(ins, outs, attributes), reads, writes });
      },
      ...(o.strided === undefined ? {} : { strided: o.strided }),
    };
  }

  /** Routines tell what they found in the values: they can't wait. */
  private routine(r: Routine): Routine {
    return {
      accepts: (dtype: DType) => r.accepts(dtype),
      run: (inputs, outputs, attributes: Attributes) => {
        this.settle();
        return r.run(inputs, outputs, attributes);
      },
    };
  }

  upload(buffer: BufferHandle, byteOffset: number, bytes: Uint8Array): void {
    if (this.slots.has(buffer)) this.flush();
    this.inner.upload(buffer, byteOffset, bytes);
  }

  async download(buffer: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    this.settle();
    return this.inner.download(buffer, byteOffset, byteLength);
  }

  async synchronize(): Promise<void> {
    this.settle();
    await this.inner.synchronize();
  }

  dispose(): void {
    this.flush();
    this.inner.dispose();
  }

  /** Flushes and raises what went wrong since the last time. */
  private settle(): void {
    this.flush();
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
  }

  /** Gives all queued commands to the device. */
  flush(): void {
    const { log, slots } = this;
    this.bytes = 0;
    if (log.length === 0) return;
    const list = [...slots.values()];
    for (const slot of list) this.sign(slot.dead ? 1 : 0);
    const signature = this.signature.subarray(0, this.signed);
    this.log = [];
    this.slots = new Map();
    this.signed = 0;
    removePending(this);
    this.counted.flushes++;
    const program = this.programs.of(log, list, signature);
    for (const slot of program.unused) this.giveBack(list[slot]!);
    for (const step of program.steps) {
      this.counted.submitted++;
      try {
        if (step.fused !== null) this.runFused(step.fused, log, list);
        else this.runQueued(log[step.queued]!);
      } catch (error) {
        // The first failure is kept; the other commands run all the same.
        this.failure ??= error;
      }
      for (const slot of step.leaving) this.giveBack(list[slot]!);
    }
  }

  private giveBack(slot: Slot): void {
    try {
      this.inner.release(slot.handle);
    } catch (error) {
      this.failure ??= error;
    }
  }

  private runQueued(c: Command | Call): void {
    if ('run' in c) {
      c.run();
      return;
    }
    const { words, buffers } = this.inner.batch;
    words.set(c.words);
    words[0] = c.entry.executable;
    let operands = 0;
    for (const slot of c.slots) buffers[operands++] = slot.handle;
    this.send(c.words.length, operands);
  }

  private runFused(f: Fused, log: readonly (Command | Call)[], slots: readonly Slot[]): void {
    const executable = this.bodies.executable(f.body, f.variant);
    const { words, buffers } = this.inner.batch;
    words.set(f.words);
    words[0] = executable;
    const operands = f.slots.length;
    for (let k = 0; k < operands; k++) {
      const { handle } = slots[f.slots[k]!]!;
      words[f.places[k]!] = handle.id;
      buffers[k] = handle;
    }
    let at = f.words.length;
    for (let i = 0; i < f.params.length; i++) words[at++] = paramOf(log, f.params[i]!);
    this.send(at, operands);
  }

  private send(length: number, operands: number): void {
    const { batch } = this.inner;
    batch.length = length;
    batch.operands = operands;
    batch.count = 1;
    try {
      this.inner.submit(batch);
    } finally {
      for (let i = 0; i < operands; i++) batch.buffers[i] = null;
      batch.length = 0;
      batch.operands = 0;
      batch.count = 0;
    }
  }
}

const frozen = ({ buffer, dtype, shape, strides, offset }: Operand): Operand => ({
  buffer,
  dtype,
  shape,
  strides,
  offset,
});
