import { type DeviceLike, type Tensor, tensor } from '@cresset/tensor';
import type { RawTensor } from './safetensors.js';

/** Reads a tensor into the form in which it is written to a file. Only dtypes whose elements JavaScript holds exactly. */
export async function toRaw(t: Tensor): Promise<RawTensor> {
  const { buffer, byteOffset, byteLength } = await t.data();
  const { name } = t.dtype;
  if (name === 'float16' || name === 'bfloat16')
    throw new Error(`checkpoints of ${name} tensors are not written yet`);
  return {
    dtype: name,
    shape: t.shape,
    bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  };
}

/** The tensor that a file holds. */
export function fromRaw({ dtype, shape, bytes }: RawTensor, device?: DeviceLike): Tensor {
  return tensor(elements(dtype, bytes), { dtype, shape, device });
}

function elements(dtype: RawTensor['dtype'], bytes: Uint8Array) {
  // A copy lies at offset 0, where every element type may begin.
  const { buffer } = new Uint8Array(bytes);
  switch (dtype) {
    case 'float64':
      return new Float64Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    case 'int64':
      return new BigInt64Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer);
    case 'float16':
    case 'bfloat16':
    case 'complex64':
    case 'complex128':
      throw new Error(`checkpoints of ${dtype} tensors are not read yet`);
  }
}
