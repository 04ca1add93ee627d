import {
  type Backend,
  type Batch,
  type BufferHandle,
  createBatch,
  DeviceError,
  type DType,
  type DTypeSupport,
  InternalError,
  type KernelFamily,
  type KernelSpec,
  kernelFamilies,
  type Limits,
  OutOfMemoryError,
  type Override,
  running,
  UnsupportedError,
} from '@cresset/tensor/backend';
import { commandLength, type Executable, type Runner, readCommand } from './command.js';
import { prepareGather } from './families/gather.js';
import { prepareMap } from './families/map.js';
import { prepareMatmul } from './families/matmul.js';
import { prepareReduce } from './families/reduce.js';
import { prepareScan } from './families/scan.js';
import { prepareScatter } from './families/scatter.js';
import { prepareSort } from './families/sort.js';
import { createOverrides } from './overrides/index.js';
import { WebGpuBuffer } from './runtime/buffer.js';
import { DebugScope } from './runtime/debug.js';
import { Pace } from './runtime/pace.js';
import { Pool } from './runtime/pool.js';
import { Reader, STATUS_BYTES } from './runtime/reader.js';
import { Recorder } from './runtime/recorder.js';
import type { Program } from './wgsl/frame.js';
import { registerOf } from './wgsl/types.js';

/** Storage buffers that gather and scatter bind for their own notes. */
const STATUS_BINDINGS = 1;

/** What the device has done so far, for tests and benches. */
export interface WebGpuCounters {
  readonly dispatches: number;
  readonly submissions: number;
  readonly pipelines: number;
  /** GPU buffers made since the start. */
  readonly buffers: number;
  /** Bytes of all GPU buffers there are. */
  readonly bytes: number;
  /** Bytes that were given out since the start, new or again. */
  readonly given: number;
  /** Bytes that tensors hold; the rest waits to be reused. */
  readonly inUse: number;
  readonly maps: number;
  /** Submissions that the device may not have finished. */
  readonly inFlight: number;
}

/** What `webgpu()` found out about the adapter. */
export interface AdapterFacts {
  readonly description: string;
  /** A processor in disguise. */
  readonly software: boolean;
  /** Lanes of a subgroup, where all have the same number and the device may use them; else 0 (default). */
  readonly subgroup?: number;
  /** Whether the device may use subgroups, of whatever sizes (default false). */
  readonly subgroups?: boolean;
  /** What the device came from. Dawn answers no promise any more once its instance was collected. */
  readonly owners?: readonly unknown[];
  /** Submit each command alone, and tie what the device says to the call that made it. */
  readonly debug?: boolean;
}

/**
 * WebGPU as a device. Kernels are WGSL generated from their specs; work is recorded and submitted when something is read
 * or enough has gathered; memory comes from a pool, since a page has no destructors.
 */
export class WebGpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly limits: Limits;
  readonly families: ReadonlySet<KernelFamily> = new Set(kernelFamilies);
  readonly batch: Batch = createBatch();
  /** Starting a kernel is dear. While debugging each op's kernels run at its call. */
  readonly deferred: boolean;
  readonly overrides: Readonly<Record<string, Override>>;
  readonly description: string;
  private readonly executables: (Executable | null)[] = [null];
  private readonly known = new Map<string, number>();
  private readonly pool: Pool;
  private readonly recorder: Recorder;
  private readonly reader: Reader;
  private readonly pace: Pace;
  private readonly runner: Runner;
  private readonly status: WebGpuBuffer;
  private readonly maxBindings: number;
  private readonly debug: DebugScope | null;
  private failure: Error | null = null;
  private lost = false;
  private disposed = false;

  constructor(
    readonly device: GPUDevice,
    private readonly facts: AdapterFacts,
  ) {
    this.description = facts.description;
    this.deferred = facts.debug !== true;
    const { limits } = device;
    const maxBytes = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize, 2 ** 31 - 4);
    this.maxBindings = limits.maxStorageBuffersPerShaderStage;
    this.limits = {
      support: (dtype: DType): DTypeSupport => (registerOf(dtype) === null ? 'none' : 'arithmetic'),
      maxBufferBytes: maxBytes,
      maxRank: 32,
      maxBindings: this.maxBindings - STATUS_BINDINGS,
      // A buffer a tensor: two tensors in one buffer would be bound as one, and compiled for that.
      chunk: null,
    };
    const failed = (error: Error): void => this.fail(error);
    this.pool = new Pool(device, maxBytes, failed);
    this.recorder = new Recorder(device, this.maxBindings, this.pool, failed);
    this.pool.setUser(this.recorder);
    this.status = this.pool.allocate(STATUS_BYTES);
    this.recorder.write(this.status.block, 0, new Uint8Array(STATUS_BYTES));
    this.pace = new Pace(facts.software);
    this.reader = new Reader(device, this.recorder, this.status.block, () => this.takeFailure(), this.pace);
    this.debug = facts.debug === true ? new DebugScope(device, failed) : null;
    this.runner = {
      dispatch: (program, buffers, words, groups) => this.dispatch(program, buffers, words, groups),
      scratch: (bytes) => this.allocate(bytes),
      release: (buffer) => this.release(buffer),
      status: this.status,
      software: facts.software,
      subgroup: facts.subgroup ?? 0,
      // On a processor the tree takes as long.
      subgroups: facts.subgroups === true && !facts.software,
      maxBindings: this.maxBindings,
    };
    this.overrides = createOverrides(this.runner);
    void device.lost.then((info) => {
      if (this.disposed) return;
      this.lost = true;
      this.fail(
        new DeviceError(
          `device 'webgpu' was lost (${info.reason}${info.message === '' ? '' : `: ${info.message}`}); its tensors are gone: make a new one with use(await webgpu()), and load the model from its saved state`,
        ),
      );
    });
    device.onuncapturederror = ({ error }) => this.fail(this.describe(error));
  }

  get counters(): WebGpuCounters {
    const { recorder, pool, reader } = this;
    return {
      dispatches: recorder.dispatches,
      submissions: recorder.submissions,
      pipelines: recorder.compiled,
      buffers: pool.made,
      bytes: pool.allocated,
      given: pool.given,
      inUse: pool.inUse,
      maps: reader.maps,
      inFlight: recorder.inFlight,
    };
  }

  /** Lost or disposed of: `use(await webgpu())` puts a new device in its place. */
  get closed(): boolean {
    return this.lost || this.disposed;
  }

  allocate(bytes: number): WebGpuBuffer {
    this.check();
    return this.pool.allocate(bytes);
  }

  release(buffer: BufferHandle): void {
    this.pool.release(own(buffer));
  }

  upload(handle: BufferHandle, byteOffset: number, bytes: Uint8Array): void {
    this.check();
    const buffer = own(handle);
    const { byteLength } = bytes;
    if (!(byteOffset >= 0 && byteOffset + byteLength <= buffer.byteLength)) {
      throw new InternalError(
        `webgpu: upload of bytes ${byteOffset} to ${byteOffset + byteLength} of a buffer of ${buffer.byteLength}`,
      );
    }
    if (byteOffset % 4 !== 0)
      throw new InternalError(`webgpu: upload to byte ${byteOffset}, which starts no word`);
    // Nothing is written while kernels are only compiled, so that the handle takes no memory either.
    if (byteLength === 0 || this.recorder.isDry) return;
    const target = buffer.block;
    const whole = byteLength - (byteLength % 4);
    if (whole > 0) this.recorder.write(target, byteOffset, bytes.subarray(0, whole));
    if (whole === byteLength) return;
    // The last word is written as a whole: what follows in it is the block's idle end.
    if (byteOffset + byteLength !== buffer.byteLength) {
      throw new InternalError(`webgpu: upload that ends within a word at byte ${byteOffset + byteLength}`);
    }
    const word = new Uint8Array(4);
    word.set(bytes.subarray(whole));
    this.recorder.write(target, byteOffset + whole, word);
  }

  async download(handle: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    this.check();
    const buffer = own(handle);
    if (!(byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength)) {
      throw new InternalError(
        `webgpu: download of bytes ${byteOffset} to ${byteOffset + byteLength} of a buffer of ${buffer.byteLength}`,
      );
    }
    if (this.recorder.isDry) {
      throw new DeviceError(
        "webgpu: a value is read during a warm-up, which computes none; warm up a part of the model that doesn't read, or leave the warm-up out",
      );
    }
    return this.reader.read(buffer.block, byteOffset, byteLength);
  }

  prepare(spec: KernelSpec): number {
    const key = `${spec.family}:${spec.key}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const id = this.executables.push(this.build(spec)) - 1;
    this.known.set(key, id);
    return id;
  }

  private build(spec: KernelSpec): Executable {
    switch (spec.family) {
      case 'map':
        return prepareMap(spec);
      case 'reduce':
        return prepareReduce(spec);
      case 'scan':
        return prepareScan(spec);
      case 'matmul':
        return prepareMatmul(spec);
      case 'gather':
        return prepareGather(spec);
      case 'scatter':
        return prepareScatter(spec);
      case 'sort':
        return prepareSort(spec);
    }
  }

  submit(batch: Batch): void {
    this.check();
    const { words, buffers } = batch;
    let at = 0;
    let first = 0;
    for (let c = 0; c < batch.count; c++) {
      const executable = this.executables[words[at]];
      if (!executable)
        throw new InternalError(`webgpu: a batch names executable ${words[at]}, which isn't there`);
      executable.run(readCommand(executable, words, at, buffers, first), this.runner);
      at += commandLength(executable);
      first += executable.operands;
    }
  }

  private dispatch(
    program: Program,
    buffers: readonly WebGpuBuffer[],
    words: readonly number[],
    workgroups: number,
  ): void {
    const distinct = buffers.length <= this.maxBindings ? 0 : new Set(buffers).size;
    if (distinct > this.maxBindings) {
      throw new UnsupportedError(
        `${program.key.split(' ', 1)[0]}: device 'webgpu' can bind ${this.maxBindings} buffers to a kernel, this one has ${distinct}; do it in several steps`,
      );
    }
    const { debug, recorder } = this;
    if (debug === null) {
      recorder.dispatch(program, buffers, words, workgroups);
      return;
    }
    // Nothing that was recorded before may be blamed on this call.
    recorder.submit();
    debug.run(running.op, () => {
      recorder.dispatch(program, buffers, words, workgroups);
      recorder.submit();
    });
  }

  /**
   * Compiles the kernels of the ops that `body` calls, side by side; none of them runs, and no memory is taken.
   * @throws InternalError for a kernel that can't be compiled
   */
  async warmup(body: () => void): Promise<void> {
    this.check();
    await this.pace.during(this.recorder.warmup(body));
    this.check();
  }

  /** Null while the device keeps up with what is submitted; else settles when it has caught up. */
  ready(): Promise<void> | null {
    const behind = this.closed ? null : this.recorder.ready();
    return behind === null ? null : this.pace.during(behind);
  }

  /** All that was submitted has run. @throws what went wrong since the last read */
  async synchronize(): Promise<void> {
    this.check();
    await this.reader.read(this.status.block, 0, 0);
    this.check();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    if (!this.lost) this.recorder.flush();
    this.executables.length = 1;
    this.known.clear();
    this.device.destroy();
  }

  private fail(error: Error): void {
    if (this.lost) {
      // That the device is gone matters more than what it said before.
      if (error instanceof DeviceError) this.failure = error;
      this.recorder.abandon();
    } else this.failure ??= error;
  }

  private describe(error: GPUError): Error {
    if (error.constructor.name === 'GPUOutOfMemoryError') {
      this.pool.empty();
      return new OutOfMemoryError(
        `webgpu: the device has no memory left (${this.pool.inUse} bytes are in use: ${error.message}); use smaller batches`,
      );
    }
    const remedy = this.facts.debug === true ? '' : '; webgpu({ debug: true }) tells which call it was';
    return new InternalError(`webgpu: the device refused a command: ${error.message}${remedy}`);
  }

  /** What went wrong since it was last asked. A lost device stays lost. */
  private takeFailure(): Error | null {
    const error = this.failure;
    if (!this.lost) this.failure = null;
    return error;
  }

  /** Errors of the device come late; they are raised at the next use. */
  private check(): void {
    if (this.disposed)
      throw new DeviceError("device 'webgpu' was disposed of; make a new one with use(await webgpu())");
    if (this.failure !== null) throw this.takeFailure();
  }
}

function own(buffer: BufferHandle): WebGpuBuffer {
  if (buffer instanceof WebGpuBuffer) return buffer;
  throw new InternalError(`webgpu: a buffer that is not of this device (${String(buffer)})`);
}
