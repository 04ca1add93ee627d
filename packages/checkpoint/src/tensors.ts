import { type DeviceLike, type Tensor, tensor } from '@cresset/tensor';
import { fromBfloat16Bits, fromFloat16Bits, toBfloat16Bits, toFloat16Bits } from './half.js';
import { type RawTensor, SafetensorsError } from './safetensors.js';

/**
 * Reads a tensor into the form in which it lies in a file.
 *
 * @throws SafetensorsError for complex tensors, which the format doesn't have
 */
export async function toRaw(t: Tensor): Promise<RawTensor> {
  const { name } = t.dtype;
  if (t.dtype.kind === 'complex') {
    throw new SafetensorsError(`safetensors has no word for ${name}: write real and imaginary parts apart`);
  }
  const values = await t.data();
  const { buffer, byteOffset, byteLength } = bitsOf(name, values as Float32Array);
  return {
    dtype: name,
    shape: t.shape,
    bytes: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  };
}

/** JavaScript holds half types in float32, files in two bytes. */
function bitsOf(dtype: RawTensor['dtype'], values: Float32Array): Float32Array | Uint16Array {
  if (dtype === 'float16') return Uint16Array.from(values, toFloat16Bits);
  if (dtype === 'bfloat16') return Uint16Array.from(values, toBfloat16Bits);
  return values;
}

/** The tensor that a file holds, on `device` or the default one. */
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
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), fromFloat16Bits);
    case 'bfloat16':
      return Float32Array.from(new Uint16Array(buffer), fromBfloat16Bits);
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
    case 'complex64':
    case 'complex128':
      throw new SafetensorsError(`safetensors has no word for ${dtype}`);
  }
}
