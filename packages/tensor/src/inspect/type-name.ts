import type { DType, DTypeName } from '../dtype.js';

const names: Record<DTypeName, string> = {
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

/** PyTorch's name for tensors of a dtype: `torch.FloatTensor`. */
export function typeName(dtype: DType): string {
  return `torch.${names[dtype.name]}`;
}
