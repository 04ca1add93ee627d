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
