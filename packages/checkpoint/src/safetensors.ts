/**
 * The safetensors format: eight bytes with the length of a JSON header (little-endian), the header, the raw data.
 * The header maps names to `{ dtype, shape, data_offsets: [begin, end] }`, offsets counted from the end of the header;
 * `__metadata__` is a map of strings. Nothing in such a file is ever executed.
 */
import { CressetError, type DTypeName } from '@cresset/tensor';

/** A tensor as it lies in a file. */
export interface RawTensor {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  /** Elements in row-major order, little-endian. */
  readonly bytes: Uint8Array;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, RawTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file that isn't as the format says; the message tells what is wrong. */
export class SafetensorsError extends CressetError {
  constructor(message: string) {
    super('SAFETENSORS', message);
  }
}

const codes: Partial<Record<DTypeName, string>> = {
  bool: 'BOOL',
  uint8: 'U8',
  int8: 'I8',
  int16: 'I16',
  int32: 'I32',
  int64: 'I64',
  float16: 'F16',
  bfloat16: 'BF16',
  float32: 'F32',
  float64: 'F64',
};
const names = new Map(Object.entries(codes).map(([name, code]) => [code, name as DTypeName]));

const sizes: Record<string, number> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  F32: 4,
  I64: 8,
  F64: 8,
};

/** Larger headers are refused by the format's own reader: a broken length must not allocate the machine away. */
const MAX_HEADER_BYTES = 100_000_000;

const numel = (shape: readonly number[]): number => shape.reduce((a, n) => a * n, 1);

/** @throws SafetensorsError for dtypes that the format doesn't have, and bytes that don't fill the shape */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> {
  // Without a prototype: any name may be that of a tensor, `__proto__` too.
  const header: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    const code = codes[dtype];
    if (code === undefined)
      throw new SafetensorsError(`'${name}' is ${dtype}, which the format doesn't have`);
    if (bytes.byteLength !== numel(shape) * sizes[code]!) {
      throw new SafetensorsError(
        `'${name}' has ${bytes.byteLength} bytes, which doesn't make [${shape.join(', ')}]`,
      );
    }
    header[name] = { dtype: code, shape, data_offsets: [end, end + bytes.byteLength] };
    end += bytes.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the JSON let the data begin at a multiple of eight, where any dtype may be read in place.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let at = 8 + headerLength;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.byteLength;
  }
  return file;
}

/** @throws SafetensorsError that says what is wrong with the file */
export function decodeSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) throw new SafetensorsError(`${file.length} bytes are too few for a header`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || length > file.length - 8) {
    throw new SafetensorsError(`a header of ${length} bytes doesn't fit into ${file.length} bytes`);
  }
  const header = parseHeader(file.subarray(8, 8 + length));
  // Not `file.subarray`: a Buffer of Node stays one, and its `slice` doesn't copy.
  const data = new Uint8Array(file.buffer, file.byteOffset + 8 + length, file.length - 8 - length);
  const tensors = new Map<string, RawTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readEntry(name, entry, data));
  }
  const metadata = header.__metadata__ ?? {};
  if (!isRecord(metadata) || Object.values(metadata).some((v) => typeof v !== 'string')) {
    throw new SafetensorsError('__metadata__ must map names to strings');
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

const isRecord = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v);

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SafetensorsError('the header is no JSON');
  }
  if (!isRecord(header)) throw new SafetensorsError('the header is no JSON object');
  return header;
}

const isCount = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;

function readEntry(name: string, entry: unknown, data: Uint8Array): RawTensor {
  const fields = isRecord(entry) ? entry : {};
  const dtype = names.get(fields.dtype as string);
  if (dtype === undefined)
    throw new SafetensorsError(`'${name}' has the unknown dtype ${String(fields.dtype)}`);
  const shape = fields.shape;
  const offsets = fields.data_offsets;
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new SafetensorsError(`'${name}' has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new SafetensorsError(`'${name}' has no valid data_offsets`);
  }
  const [begin, end] = offsets as [number, number];
  if (end > data.length || begin > end) {
    throw new SafetensorsError(
      `'${name}' lies at ${begin} to ${end}, but there are only ${data.length} bytes of data`,
    );
  }
  if (end - begin !== numel(shape) * sizes[codes[dtype]!]!) {
    throw new SafetensorsError(
      `'${name}' has ${end - begin} bytes, which doesn't make [${shape.join(', ')}] of ${dtype}`,
    );
  }
  return { dtype, shape, bytes: data.slice(begin, end) };
}
