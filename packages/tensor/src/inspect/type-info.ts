import type { DTypeLike } from '../dtype.js';
import { getDefaultDtype, toDType } from '../dtype.js';
import { DTypeError } from '../errors.js';

/** Limits of a floating-point dtype. */
export interface FloatInfo {
  readonly bits: number;
  /** Distance from 1 to the next number. */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** Smallest positive normal number. */
  readonly tiny: number;
  readonly smallestNormal: number;
  /** 10^-digits, for the decimal digits that always survive. */
  readonly resolution: number;
  readonly dtype: string;
}

/** Bits of the fraction and largest exponent. */
const formats: Readonly<Record<string, readonly [number, number]>> = {
  float16: [10, 15],
  bfloat16: [7, 127],
  float32: [23, 127],
  float64: [52, 1023],
  complex64: [23, 127],
  complex128: [52, 1023],
};

/**
 * Limits of a floating-point dtype, as `torch.finfo`; of a complex one, those of its parts.
 *
 * @param type default: the default dtype, float32
 * @throws DTypeError for integers and bool: use `iinfo`
 */
export function finfo(type: DTypeLike = getDefaultDtype()): FloatInfo {
  const dtype = toDType(type);
  const format = formats[dtype.name];
  if (format === undefined)
    throw new DTypeError(`finfo: expects a floating-point dtype, got ${dtype}; use iinfo`);
  const [fraction, exponent] = format;
  const max = (2 - 2 ** -fraction) * 2 ** exponent;
  const tiny = 2 ** (1 - exponent);
  const digits = Math.floor(fraction * Math.log10(2));
  return {
    bits: dtype.kind === 'complex' ? dtype.bytes * 4 : dtype.bytes * 8,
    eps: 2 ** -fraction,
    max,
    min: -max,
    tiny,
    smallestNormal: tiny,
    resolution: Number(`1e-${digits}`),
    dtype: dtype.kind === 'complex' ? (dtype.bytes === 8 ? 'float32' : 'float64') : dtype.name,
  };
}

/** Limits of an integer dtype. Those of int64 are bigints: numbers would round them. */
export interface IntegerInfo {
  readonly bits: number;
  readonly max: number | bigint;
  readonly min: number | bigint;
  readonly dtype: string;
}

/**
 * Limits of an integer dtype, as `torch.iinfo`.
 *
 * @throws DTypeError for other dtypes: use `finfo`
 */
export function iinfo(type: DTypeLike): IntegerInfo {
  const dtype = toDType(type);
  if (dtype.kind !== 'int') throw new DTypeError(`iinfo: expects an integer dtype, got ${dtype}; use finfo`);
  const bits = dtype.bytes * 8;
  if (dtype.name === 'uint8') return { bits, max: 255, min: 0, dtype: dtype.name };
  if (bits === 64) return { bits, max: 2n ** 63n - 1n, min: -(2n ** 63n), dtype: dtype.name };
  return { bits, max: 2 ** (bits - 1) - 1, min: -(2 ** (bits - 1)), dtype: dtype.name };
}

const order = { bool: 0, int: 1, float: 2, complex: 3 } as const;

/**
 * Whether values of one dtype may be written in place into tensors of another: not into a lower category, and no signed
 * integers into uint8.
 */
export function canCast(from: DTypeLike, to: DTypeLike): boolean {
  const [a, b] = [toDType(from), toDType(to)];
  if (order[a.kind] > order[b.kind]) return false;
  return !(a.kind === 'int' && b.name === 'uint8' && a.name !== 'uint8');
}
