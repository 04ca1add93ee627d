import type { DTypeName, Tensor } from '@cresset/tensor';
import { Parameter } from '../parameter.js';

/** PyTorch's older names of tensor types, which ParameterDict still prints. */
const typeNames: Readonly<Record<DTypeName, string>> = {
  bool: 'BoolTensor',
  uint8: 'ByteTensor',
  int8: 'CharTensor',
  int16: 'ShortTensor',
  int32: 'IntTensor',
  int64: 'LongTensor',
  float16: 'HalfTensor',
  bfloat16: 'BFloat16Tensor',
  float32: 'FloatTensor',
  float64: 'DoubleTensor',
  complex64: 'ComplexFloatTensor',
  complex128: 'ComplexDoubleTensor',
};

/** One entry of a printed ParameterList. */
export function describeEntry(key: string | number, t: Tensor): string {
  return line(key, t, String(t.dtype));
}

/** One entry of a printed ParameterDict. */
export function describeTypedEntry(key: string, t: Tensor): string {
  return line(key, t, typeNames[t.dtype.name]);
}

function line(key: string | number, t: Tensor, type: string): string {
  const what = t instanceof Parameter ? 'Parameter' : 'Tensor';
  const host = t.device.name === 'cpu' || t.device.name === 'reference';
  return `  (${key}): ${what} containing: [torch.${type} of size ${t.shape.join('x')}${host ? '' : ` (${t.device.name})`}]`;
}
