import { ArgumentError, Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** Lengths of sequences; those of a tensor are read, so it should be on a device that can block. */
export type Lengths = Tensor | readonly number[];

/** @throws ArgumentError unless there are `n` integers from 1 to `most` */
export function lengthsOf(op: string, lengths: Lengths, n: number, most: number): number[] {
  const list: readonly number[] =
    lengths instanceof Tensor
      ? Array.from(lengths.dataSync() as ArrayLike<number | bigint>, Number)
      : lengths;
  if (!Array.isArray(list) || list.length !== n) {
    throw new ArgumentError(`${op}: lengths must be ${n} numbers, one a sequence, got ${describe(lengths)}`);
  }
  for (const v of list) {
    if (!Number.isInteger(v) || v < 1 || v > most) {
      throw new ArgumentError(`${op}: lengths must be integers from 1 to ${most}, got ${describe(v)}`);
    }
  }
  return [...list];
}

/** How many sequences of these lengths, longest first, are running at each time. */
export const batchSizesOf = (sorted: readonly number[]): number[] =>
  Array.from({ length: sorted[0] ?? 0 }, (_, t) => sorted.filter((n) => n > t).length);
