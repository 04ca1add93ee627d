import {
  type Backend,
  type Batch,
  type BufferHandle,
  createBatch,
  type DType,
  type DTypeSupport,
  InternalError,
  type KernelFamily,
  type KernelSpec,
  kernelFamilies,
  type Limits,
  OutOfMemoryError,
} from '@cresset/tensor/backend';
import { asReference, ReferenceBuffer } from './buffer.js';
import { canGenerate } from './codegen.js';
import { checkCommand, commandLength, type Executable } from './command.js';
import { prepareGather } from './families/gather.js';
import { prepareMap } from './families/map.js';
import { prepareMatmul } from './families/matmul.js';
import { prepareReduce } from './families/reduce.js';
import { prepareScan } from './families/scan.js';
import { prepareScatter } from './families/scatter.js';
import { prepareSort } from './families/sort.js';
import { routines } from './routines/index.js';

export interface ReferenceOptions {
  /**
   * Whether kernels may be compiled with `new Function`; without it they are interpreted, which is some ten times
   * slower. Default: wherever the content security policy allows it.
   */
  codegen?: boolean;
}

/** Two GiB, so that positions of elements are 32-bit integers in generated code. */
const MAX_BYTES = 2 ** 31 - 16;

const limits: Limits = {
  support: (dtype: DType): DTypeSupport => (dtype.kind === 'complex' ? 'storage' : 'arithmetic'),
  maxBufferBytes: MAX_BYTES,
  maxRank: 32,
  maxBindings: 64,
  // An ArrayBuffer with its views costs about a microsecond; small tensors share one.
  chunk: { bytes: 64 * 1024, largest: 4 * 1024 },
};

/**
 * The backend in plain TypeScript: runs wherever JavaScript does, and is what the others are tested against. All work is
 * done, in order, before `submit` returns.
 */
export class ReferenceBackend implements Backend {
  readonly name = 'reference';
  readonly limits = limits;
  readonly families: ReadonlySet<KernelFamily> = new Set(kernelFamilies);
  readonly batch: Batch = createBatch();
  readonly routines = routines;
  private readonly codegen: boolean;
  /** Position 0 stays empty: executables are positive numbers. */
  private readonly executables: (Executable | null)[] = [null];
  private readonly known = new Map<string, number>();

  constructor(options: ReferenceOptions = {}) {
    this.codegen = options.codegen ?? canGenerate();
  }

  allocate(bytes: number): BufferHandle {
    if (!(bytes >= 0 && bytes <= MAX_BYTES)) {
      throw new OutOfMemoryError(`reference: a buffer of ${bytes} bytes is over the limit of ${MAX_BYTES}`);
    }
    try {
      return new ReferenceBuffer(bytes);
    } catch (error) {
      throw new OutOfMemoryError(`reference: no memory for ${bytes} bytes (${(error as Error).message})`);
    }
  }

  release(buffer: BufferHandle): void {
    asReference(buffer).release();
  }

  upload(buffer: BufferHandle, byteOffset: number, bytes: Uint8Array): void {
    this.window(buffer, byteOffset, bytes.byteLength, 'upload').set(bytes);
  }

  async download(buffer: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array> {
    return this.downloadSync(buffer, byteOffset, byteLength);
  }

  downloadSync(buffer: BufferHandle, byteOffset: number, byteLength: number): Uint8Array {
    return this.window(buffer, byteOffset, byteLength, 'download').slice();
  }

  private window(handle: BufferHandle, byteOffset: number, byteLength: number, what: string): Uint8Array {
    const buffer = asReference(handle);
    if (!(byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= buffer.byteLength)) {
      throw new InternalError(
        `reference: ${what} of bytes ${byteOffset} to ${byteOffset + byteLength} of a buffer of ${buffer.byteLength}`,
      );
    }
    return buffer.u8.subarray(byteOffset, byteOffset + byteLength);
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
        return prepareMap(spec, this.codegen);
      case 'reduce':
        return prepareReduce(spec, this.codegen);
      case 'scan':
        return prepareScan(spec);
      case 'matmul':
        return prepareMatmul(spec, this.codegen);
      case 'gather':
        return prepareGather(spec, this.codegen);
      case 'scatter':
        return prepareScatter(spec, this.codegen);
      case 'sort':
        return prepareSort(spec);
    }
  }

  submit(batch: Batch): void {
    const { words, buffers } = batch;
    let at = 0;
    let first = 0;
    for (let c = 0; c < batch.count; c++) {
      const executable = this.executables[words[at]];
      if (!executable)
        throw new InternalError(`reference: a batch names executable ${words[at]}, which isn't there`);
      if (checkCommand(executable, words, at, buffers, first)) {
        executable.run(words, at, buffers as ReferenceBuffer[], first);
      }
      at += commandLength(executable);
      first += executable.dtypes.length;
    }
  }

  async synchronize(): Promise<void> {}

  dispose(): void {
    this.executables.length = 1;
    this.known.clear();
    this.batch.buffers.length = 0;
  }
}

/**
 * The pure TypeScript device, named 'reference'.
 *
 * @example
 * use(reference());
 */
export function reference(options: ReferenceOptions = {}): Backend {
  return new ReferenceBackend(options);
}
