import { type DType, UnsupportedError } from '@cresset/tensor/backend';
import { type Register, registerOf } from './types.js';

export const unsupported = (what: string, dtype: DType): UnsupportedError =>
  new UnsupportedError(
    `${what}: device 'webgpu' can't compute in ${dtype} (WGSL has no such type); cast with .to('float32'), or move the operands to another device with .to(…)`,
  );

/** @throws UnsupportedError for dtypes that the device doesn't have */
export function requireRegister(what: string, dtype: DType): Register {
  const register = registerOf(dtype);
  if (register === null) throw unsupported(what, dtype);
  return register;
}
