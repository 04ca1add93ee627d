import type { DType, DTypeName } from '@cresset/tensor/backend';
import { roundBrain, roundHalf } from './half.js';

/** Brings any Number into an integer type by dropping high bits (NaN and ±∞ give 0), as typed arrays do. */
export const wrap: Readonly<Partial<Record<DTypeName, (x: number) => number>>> = {
  bool: (x) => (x !== 0 ? 1 : 0),
  uint8: (x) => x & 255,
  int8: (x) => (x << 24) >> 24,
  int16: (x) => (x << 16) >> 16,
  int32: (x) => x | 0,
};

/** Rounds a Number to a floating type. */
export const roundTo: Readonly<Partial<Record<DTypeName, (x: number) => number>>> = {
  float16: roundHalf,
  bfloat16: roundBrain,
  float32: Math.fround,
  float64: (x) => x,
};

/** Rounds the result of an arithmetic instruction: the 16-bit types compute in float32 and round when stored. */
export function roundResult(dtype: DType): (x: number) => number {
  return dtype.name === 'float64' ? (x) => x : Math.fround;
}

/** Bits of an integer type. */
export function width(dtype: DType): number {
  return dtype.bytes * 8;
}
