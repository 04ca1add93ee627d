import type { DTypeName } from '@cresset/tensor';

/** PyTorch's names of typed storages. */
export const storageNames: Readonly<Record<DTypeName, string>> = {
  bool: 'BoolStorage',
  uint8: 'ByteStorage',
  int8: 'CharStorage',
  int16: 'ShortStorage',
  int32: 'IntStorage',
  int64: 'LongStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  float32: 'FloatStorage',
  float64: 'DoubleStorage',
  complex64: 'ComplexFloatStorage',
  complex128: 'ComplexDoubleStorage',
};

export const storageTypes: ReadonlyMap<string, DTypeName> = new Map(
  Object.entries(storageNames).map(([dtype, name]) => [name, dtype as DTypeName]),
);

export const bytesOf: Readonly<Record<DTypeName, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
  complex64: 8,
  complex128: 16,
};

/** Elements of a strided window on a storage, dense and in row-major order. */
export function gatherWindow(
  storage: Uint8Array,
  size: number,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Uint8Array {
  const length = shape.reduce((a, n) => a * n, 1);
  const out = new Uint8Array(length * size);
  if (length === 0) return out;
  let dense = 1;
  const contiguous = [...shape.keys()].reverse().every((d) => {
    const fits = shape[d] === 1 || strides[d] === dense;
    dense *= shape[d]!;
    return fits;
  });
  if (contiguous) {
    out.set(storage.subarray(offset * size, (offset + length) * size));
    return out;
  }
  const index = shape.map(() => 0);
  let from = offset;
  for (let i = 0; i < length; i++) {
    out.set(storage.subarray(from * size, (from + 1) * size), i * size);
    for (let d = shape.length - 1; d >= 0; d--) {
      from += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      from -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return out;
}
