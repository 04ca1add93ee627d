import { type BufferHandle, DisposedError, type DType, InternalError } from '@cresset/tensor/backend';

let nextId = 1;

/**
 * Memory of the reference device: an ArrayBuffer that nothing but this object holds, so that the engine's collector
 * frees it with the object. Typed arrays on it are made when first used and kept: making one costs more than a small
 * kernel.
 */
export class ReferenceBuffer implements BufferHandle {
  readonly id = nextId++;
  private memory: ArrayBuffer | null;
  private asU8: Uint8Array | null = null;
  private asI8: Int8Array | null = null;
  private asU16: Uint16Array | null = null;
  private asI16: Int16Array | null = null;
  private asI32: Int32Array | null = null;
  private asI64: BigInt64Array | null = null;
  private asF32: Float32Array | null = null;
  private asF64: Float64Array | null = null;

  constructor(readonly byteLength: number) {
    // A multiple of the largest element, so that a view of every type covers all of it.
    this.memory = new ArrayBuffer(Math.ceil(byteLength / 16) * 16);
  }

  get released(): boolean {
    return this.memory === null;
  }

  private get bytes(): ArrayBuffer {
    if (this.memory === null)
      throw new DisposedError(`reference: buffer ${this.id} was used after its release`);
    return this.memory;
  }

  get u8(): Uint8Array {
    this.asU8 ??= new Uint8Array(this.bytes);
    return this.asU8;
  }

  get i8(): Int8Array {
    this.asI8 ??= new Int8Array(this.bytes);
    return this.asI8;
  }

  get u16(): Uint16Array {
    this.asU16 ??= new Uint16Array(this.bytes);
    return this.asU16;
  }

  get i16(): Int16Array {
    this.asI16 ??= new Int16Array(this.bytes);
    return this.asI16;
  }

  get i32(): Int32Array {
    this.asI32 ??= new Int32Array(this.bytes);
    return this.asI32;
  }

  get i64(): BigInt64Array {
    this.asI64 ??= new BigInt64Array(this.bytes);
    return this.asI64;
  }

  get f32(): Float32Array {
    this.asF32 ??= new Float32Array(this.bytes);
    return this.asF32;
  }

  get f64(): Float64Array {
    this.asF64 ??= new Float64Array(this.bytes);
    return this.asF64;
  }

  /** Frees the memory now, whoever still holds the handle. */
  release(): void {
    this.memory = null;
    this.asU8 = null;
    this.asI8 = null;
    this.asU16 = null;
    this.asI16 = null;
    this.asI32 = null;
    this.asI64 = null;
    this.asF32 = null;
    this.asF64 = null;
  }
}

/** Names of the views of a buffer. */
export type ViewName = 'u8' | 'i8' | 'u16' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64';

/** The view through which elements of a dtype are read; complex numbers are pairs of floats. */
export function viewOf(dtype: DType): ViewName {
  switch (dtype.name) {
    case 'bool':
    case 'uint8':
      return 'u8';
    case 'int8':
      return 'i8';
    case 'int16':
      return 'i16';
    case 'int32':
      return 'i32';
    case 'int64':
      return 'i64';
    case 'float16':
    case 'bfloat16':
      return 'u16';
    case 'float32':
    case 'complex64':
      return 'f32';
    case 'float64':
    case 'complex128':
      return 'f64';
  }
}

/** The view through which elements are moved bit by bit, and how many of its words make an element. */
export function moveView(dtype: DType): { readonly view: 'u8' | 'u16' | 'i32'; readonly words: number } {
  if (dtype.bytes === 1) return { view: 'u8', words: 1 };
  if (dtype.bytes === 2) return { view: 'u16', words: 1 };
  return { view: 'i32', words: dtype.bytes / 4 };
}

/** @throws InternalError for a handle of another backend */
export function asReference(buffer: BufferHandle | null | undefined): ReferenceBuffer {
  if (buffer instanceof ReferenceBuffer) return buffer;
  throw new InternalError(`reference: a batch names a buffer that is not of this device (${String(buffer)})`);
}
