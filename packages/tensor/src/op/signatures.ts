import type { Tensor } from '../tensor.js';

/** Public signatures that many ops share. */
export type Unary = (input: Tensor) => Tensor;
export type Binary = (input: Tensor, other: Tensor | number) => Tensor;

/** One dimension or several; negative ones count from the end. */
export type Dims = number | readonly number[];

/** Result of the ops that find values and where they stand. */
export interface ValuesIndices extends Iterable<Tensor> {
  readonly values: Tensor;
  /** Positions, int64. */
  readonly indices: Tensor;
}

/** PyTorch's named tuple: destructure it as `[values, indices]` or by name. */
export function valuesIndices(values: Tensor, indices: Tensor): ValuesIndices {
  return {
    values,
    indices,
    *[Symbol.iterator]() {
      yield values;
      yield indices;
    },
  };
}

/** Several results by name, as PyTorch's named tuples: destructure them by name or in order. */
export type NamedResult<K extends string> = { readonly [P in K]: Tensor } & Iterable<Tensor>;

/** In the order of `names`. */
export function namedResult<const K extends string>(
  names: readonly K[],
  tensors: readonly Tensor[],
): NamedResult<K> {
  const fields = Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as { [P in K]: Tensor };
  return {
    ...fields,
    *[Symbol.iterator]() {
      for (const name of names) yield fields[name];
    },
  };
}
