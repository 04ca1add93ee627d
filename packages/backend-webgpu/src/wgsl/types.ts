import type { DType } from '@cresset/tensor/backend';

/**
 * How values are held inside a shader. Small integers live in i32 and are wrapped after each instruction, half types in
 * f32 and are rounded when stored, int64 in two words; so every adapter has them, whatever its features.
 */
export type Register = 'bool' | 'i32' | 'f32' | 'vec2<u32>';

/** The register type of a dtype, or null for those that the device doesn't have. */
export function registerOf(dtype: DType): Register | null {
  switch (dtype.name) {
    case 'bool':
      return 'bool';
    case 'uint8':
    case 'int8':
    case 'int16':
    case 'int32':
      return 'i32';
    case 'int64':
      return 'vec2<u32>';
    case 'float16':
    case 'bfloat16':
    case 'float32':
      return 'f32';
    case 'float64':
    case 'complex64':
    case 'complex128':
      return null;
  }
}

/** Whether several elements share a 32-bit word of memory. */
export const isPacked = (dtype: DType): boolean => dtype.bytes < 4;
