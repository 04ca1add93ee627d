import { ArgumentError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** A size for all dimensions of a window, or one for each. */
export type Size = number | readonly number[];

/**
 * One size a dimension.
 * @throws ArgumentError unless it is an integer ≥ `low`, or `n` of them
 */
export function sizes(layer: string, name: string, v: unknown, n: number, low = 0): readonly number[] {
  const ok = (x: unknown): boolean => typeof x === 'number' && Number.isInteger(x) && x >= low;
  if (ok(v)) return new Array<number>(n).fill(v as number);
  if (Array.isArray(v) && v.length === n && v.every(ok)) return [...v];
  const many = n === 1 ? '' : ` or ${n} of them`;
  throw new ArgumentError(`${layer}: ${name} must be an integer ≥ ${low}${many}, got ${describe(v)}`);
}

/** Sizes of a result; null keeps that of the input. */
export type OutputSize = number | null | readonly (number | null)[];

/** @throws ArgumentError unless it is a size ≥ 0 or null, or `n` of them */
export function outputSizes(layer: string, v: unknown, n: number): void {
  const ok = (x: unknown): boolean => x === null || (typeof x === 'number' && Number.isInteger(x) && x >= 0);
  if (ok(v) || (Array.isArray(v) && v.length === n && v.every(ok))) return;
  const many = n === 1 ? '' : ` or ${n} of them`;
  throw new ArgumentError(`${layer}: outputSize must be an integer ≥ 0 or null${many}, got ${describe(v)}`);
}

/** @throws ArgumentError unless it is a size ≥ 1, or a list of them */
export function normalizedSizes(layer: string, v: unknown): readonly number[] {
  const list: unknown = typeof v === 'number' ? [v] : v;
  if (Array.isArray(list) && list.length > 0 && list.every((n) => Number.isInteger(n) && n >= 1))
    return [...list];
  throw new ArgumentError(
    `${layer}: normalizedShape must be a size ≥ 1 or a list of them, got ${describe(v)}`,
  );
}
