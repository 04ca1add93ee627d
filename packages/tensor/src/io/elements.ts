import type { DType } from '../dtype.js';
import { InternalError } from '../errors.js';

/** What `data()` gives: halves come as Float32Array, bool as Uint8Array, complex as interleaved pairs. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

const scratch = new DataView(new ArrayBuffer(8));

/** IEEE binary16 bits to a number. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A number to IEEE binary16 bits, rounded to nearest even by way of float32 (as PyTorch does). */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const rest = bits & 0x7fffffff;
  if (rest > 0x7f800000) return sign | 0x7e00;
  if (rest >= 0x477ff000) return sign | 0x7c00;
  if (rest < 0x38800000) {
    // Below the smallest normal half, adding 2^24 · 2^-24 units in double lets the addition round to even.
    const scaled = Math.abs(Math.fround(value)) * 2 ** 24;
    const floor = Math.floor(scaled);
    const diff = scaled - floor;
    return sign | (diff > 0.5 || (diff === 0.5 && floor & 1) ? floor + 1 : floor);
  }
  const half = rest - 0x38000000;
  const rounded = (half + 0xfff + ((half >>> 13) & 1)) >>> 13;
  return sign | rounded;
}

export function fromBfloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** A number to bfloat16 bits, rounded to nearest even by way of float32. */
export function toBfloat(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  if ((bits & 0x7fffffff) > 0x7f800000) return ((bits >>> 16) | 0x40) & 0xffff;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** The elements of raw storage bytes, as users get them. */
export function decode(bytes: Uint8Array, dtype: DType): TypedArray {
  const { buffer, byteOffset, byteLength } = bytes;
  const n = byteLength / dtype.bytes;
  switch (dtype.name) {
    case 'bool':
    case 'uint8':
      return bytes;
    case 'int8':
      return new Int8Array(buffer, byteOffset, n);
    case 'int16':
      return new Int16Array(buffer, byteOffset, n);
    case 'int32':
      return new Int32Array(buffer, byteOffset, n);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, n);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, n), fromHalf);
    case 'bfloat16':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, n), fromBfloat);
    case 'float32':
      return new Float32Array(buffer, byteOffset, n);
    case 'float64':
      return new Float64Array(buffer, byteOffset, n);
    case 'complex64':
      return new Float32Array(buffer, byteOffset, n * 2);
    case 'complex128':
      return new Float64Array(buffer, byteOffset, n * 2);
  }
}

/** Storage bytes of real numbers in `dtype`. Integers wrap, floats round. */
export function encode(values: ArrayLike<number | bigint | boolean>, dtype: DType): Uint8Array {
  const n = values.length;
  const out = new ArrayBuffer(n * dtype.bytes);
  const fill = (target: { [i: number]: number }, f: (v: number) => number = (v) => v): void => {
    for (let i = 0; i < n; i++) target[i] = f(Number(values[i]));
  };
  switch (dtype.name) {
    case 'bool':
      fill(new Uint8Array(out), (v) => (v !== 0 ? 1 : 0));
      break;
    case 'uint8':
      fill(new Uint8Array(out));
      break;
    case 'int8':
      fill(new Int8Array(out));
      break;
    case 'int16':
      fill(new Int16Array(out));
      break;
    case 'int32':
      fill(new Int32Array(out));
      break;
    case 'int64': {
      const target = new BigInt64Array(out);
      for (let i = 0; i < n; i++) {
        const v = values[i]!;
        target[i] = typeof v === 'bigint' ? v : toBigInt(Number(v));
      }
      break;
    }
    case 'float16':
      fill(new Uint16Array(out), toHalf);
      break;
    case 'bfloat16':
      fill(new Uint16Array(out), toBfloat);
      break;
    case 'float32':
      fill(new Float32Array(out));
      break;
    case 'float64':
      fill(new Float64Array(out));
      break;
    case 'complex64':
    case 'complex128': {
      const target = dtype.name === 'complex64' ? new Float32Array(out) : new Float64Array(out);
      for (let i = 0; i < n; i++) target[2 * i] = Number(values[i]);
      break;
    }
    default:
      throw new InternalError(`encode: ${String(dtype.name satisfies never)}`);
  }
  return new Uint8Array(out);
}

function toBigInt(v: number): bigint {
  return Number.isFinite(v) ? BigInt(Math.trunc(v)) : -(2n ** 63n);
}
