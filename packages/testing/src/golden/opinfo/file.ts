import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import type { DType, DTypeName } from '@cresset/tensor';
import { dtypes } from '@cresset/tensor';

/** A tensor of the file: row-major bytes; `strided` when PyTorch's own was not contiguous. */
export interface PackedTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strided: boolean;
  readonly bytes: Uint8Array;
}

/** A result of which only dtype and shape are known, because PyTorch's own values are one choice of many. */
export interface OpenResult {
  readonly d: DTypeName;
  readonly s: readonly number[];
}

/** A call that PyTorch carries out. Values as JSON, with marks: see `decode.ts`. */
export interface OpInfoCase {
  /** Dtype that the sample was made for. */
  readonly d: DTypeName;
  readonly a: readonly unknown[];
  readonly o?: Readonly<Record<string, unknown>>;
  /** Results that are tensors: places in the table. */
  readonly r: readonly (number | OpenResult)[];
  /** By number of the result: the wider type's, rounded, where PyTorch's own is off by more than its tolerance. */
  readonly br?: Readonly<Record<string, number>>;
  /** Results that aren't. */
  readonly p?: readonly unknown[];
  /** Operands, counted over all tensors of the call, that require a gradient; and their gradients. */
  readonly w?: readonly number[];
  readonly g?: readonly (number | null)[];
  /** As `br`, for the gradients. */
  readonly bg?: Readonly<Record<string, number>>;
}

/** A call that PyTorch refuses, with its words. */
export interface OpInfoError {
  readonly a: readonly unknown[];
  readonly o?: Readonly<Record<string, unknown>>;
  readonly m: string;
}

/** Samples of one op (and variant) of PyTorch's OpInfo database. */
export interface OpInfoFile {
  /** Name of the file: op, and variant after a dot. */
  readonly key: string;
  /** PyTorch's name, without `torch.`. */
  readonly op: string;
  readonly torch: string;
  /** PyTorch's own exceptions from its default tolerances: [rtol, atol]. */
  readonly tolerances: Readonly<Partial<Record<DTypeName, readonly [number, number]>>>;
  /** Results that are unique up to the signs of the vectors along this dim, by their number. */
  readonly signs?: Readonly<Record<string, number>>;
  readonly cases: readonly OpInfoCase[];
  readonly errors: readonly OpInfoError[];
  tensor(place: number): PackedTensor;
  dtype(place: number): DType;
}

interface Header extends Omit<OpInfoFile, 'key' | 'tensor' | 'dtype'> {
  readonly tensors: readonly (readonly [number, readonly number[], number])[];
  readonly streams: readonly number[];
}

const folder = new URL('../../../goldens/opinfo/', import.meta.url);
const extension = '.br';

/** Names of all files, sorted. */
export function opInfoKeys(): readonly string[] {
  return readdirSync(fileURLToPath(folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();
}

/** Bytes of an element as they lie in a stream: a complex number is two elements of its parts' type. */
const planes = (dtype: DType): number => (dtype.kind === 'complex' ? dtype.bytes / 2 : dtype.bytes);

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Reads what tooling/goldens/pack.py wrote. */
export function readOpInfo(key: string): OpInfoFile {
  const data = brotliDecompressSync(readFileSync(new URL(`${key}${extension}`, folder)));
  const length = data.readUInt32LE(0);
  const header = JSON.parse(data.toString('utf8', 4, 4 + length)) as Header;
  const places: { at: number; n: number }[] = [];
  const elements = new Array<number>(dtypes.length).fill(0);
  for (const [id, shape] of header.tensors) {
    const n = count(shape) * (dtypes[id]!.kind === 'complex' ? 2 : 1);
    places.push({ at: elements[id]!, n });
    elements[id]! += n;
  }
  const starts = new Array<number>(dtypes.length).fill(0);
  let at = 4 + length;
  for (const id of header.streams) {
    starts[id] = at;
    at += elements[id]! * planes(dtypes[id]!);
  }
  if (at !== data.length)
    throw new Error(`${key}: the file has ${data.length} bytes, its header speaks of ${at}`);
  const tensor = (place: number): PackedTensor => {
    const [id, shape, strided] = header.tensors[place]!;
    const dtype = dtypes[id]!;
    const width = planes(dtype);
    const { at: first, n } = places[place]!;
    const bytes = new Uint8Array(n * width);
    for (let plane = 0; plane < width; plane++) {
      const from = starts[id]! + plane * elements[id]! + first;
      for (let i = 0; i < n; i++) bytes[i * width + plane] = data[from + i]!;
    }
    return { dtype, shape, strided: strided === 1, bytes };
  };
  return { ...header, key, tensor, dtype: (place) => dtypes[header.tensors[place]![0]]! };
}

const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

/** The elements as `data()` gives them; complex numbers as pairs. */
export function elementsOf({ dtype, bytes }: PackedTensor): ArrayLike<number | bigint> {
  const { buffer } = bytes;
  switch (dtype.name) {
    case 'bool':
    case 'uint8':
      return bytes;
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), half);
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (v) => v << 16).buffer);
    case 'float32':
    case 'complex64':
      return new Float32Array(buffer);
    case 'float64':
    case 'complex128':
      return new Float64Array(buffer);
  }
}
