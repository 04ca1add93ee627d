import { Tensor } from '@cresset/tensor';

const isPlain = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype;

/** A copy of nested arrays and plain objects with every tensor replaced. */
export function mapTensors(value: unknown, f: (t: Tensor) => unknown): unknown {
  if (value instanceof Tensor) return f(value);
  if (Array.isArray(value)) return value.map((v) => mapTensors(v, f));
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapTensors(v, f)]));
  return value;
}

/** The tensors in nested arrays and plain objects, in order. */
export function tensorsIn(value: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapTensors(value, (t) => found.push(t));
  return found;
}

/** Numbers, flags and the like that an op returned beside tensors. */
export function plainIn(value: unknown): unknown[] {
  if (value instanceof Tensor) return [];
  if (Array.isArray(value)) return value.flatMap(plainIn);
  if (isPlain(value)) return Object.values(value).flatMap(plainIn);
  return [value];
}
