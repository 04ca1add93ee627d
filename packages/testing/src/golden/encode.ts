import { createHash } from 'node:crypto';
import { Device, DType, Tensor } from '@cresset/tensor';

/** Floats in JSON: what JSON has no number for goes as a string. */
export type Num = number | 'nan' | 'inf' | '-inf' | string;

export const encodeNumber = (v: number | bigint): Num => {
  if (typeof v === 'bigint') return Number.isSafeInteger(Number(v)) ? Number(v) : `${v}`;
  if (Number.isNaN(v)) return 'nan';
  if (Object.is(v, -0)) return '-0.0';
  return Number.isFinite(v) ? v : v > 0 ? 'inf' : '-inf';
};

export const decodeNumber = (v: Num): number | bigint => {
  if (typeof v === 'number') return v;
  if (v === 'nan') return Number.NaN;
  if (v === 'inf') return Number.POSITIVE_INFINITY;
  if (v === '-inf') return Number.NEGATIVE_INFINITY;
  if (v === '-0.0') return -0;
  return BigInt(v);
};

const isPlain = (v: object): boolean => Object.getPrototypeOf(v) === Object.prototype;

/**
 * Arguments of a sample as JSON, for Python and for the fingerprint. Marked objects stand for what JSON lacks:
 * `$tensor`, `$options`, `$dtype`, `$slice`, `$number`.
 */
export async function encodeArgument(value: unknown): Promise<unknown> {
  if (value instanceof Tensor) {
    const data = Array.from(await value.data(), encodeNumber);
    return { $tensor: { dtype: value.dtype.name, shape: [...value.shape], data } };
  }
  if (value instanceof DType) return { $dtype: value.name };
  if (value instanceof Device) return { $device: true };
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const v of value) list.push(await encodeArgument(v));
    return list;
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    const n = encodeNumber(value);
    return typeof n === 'number' && typeof value === 'number' ? n : { $number: `${n}` };
  }
  if (ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<number | bigint>, (v) => Number(v));
  }
  if (typeof value === 'object' && value !== null) {
    const entries: [string, unknown][] = [];
    for (const [k, v] of Object.entries(value)) {
      if (v !== undefined && k !== 'device') entries.push([k, await encodeArgument(v)]);
    }
    const fields = Object.fromEntries(entries);
    return isPlain(value) ? { $options: fields } : { $object: value.constructor.name, ...fields };
  }
  return value === undefined ? null : value;
}

/** Tells whether a golden was made from these very arguments. */
export const fingerprint = (encoded: unknown): string =>
  createHash('sha1').update(JSON.stringify(encoded)).digest('hex').slice(0, 10);

/** The gradient that arrives at element `i` of result `k`: small dyadic numbers, the same in Python. */
export const cotangent = (i: number, k: number): number => (((i * 37 + k * 11) % 23) - 11) / 8;
