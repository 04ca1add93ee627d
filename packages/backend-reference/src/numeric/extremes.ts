import type { DType } from '@cresset/tensor/backend';

/** Largest and smallest values of the types, as where min and max begin. */
export function extremes(dtype: DType): { readonly low: number | bigint; readonly high: number | bigint } {
  if (dtype.kind === 'float') return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  if (dtype.name === 'int64') return { low: -(2n ** 63n), high: 2n ** 63n - 1n };
  if (dtype.kind === 'bool') return { low: 0, high: 1 };
  if (dtype.name === 'uint8') return { low: 0, high: 255 };
  const half = 2 ** (8 * dtype.bytes - 1);
  return { low: -half, high: half - 1 };
}
