import type { Tensor } from '../../tensor.js';
import { matmul } from '../linalg/matmul.js';
import { catAlong } from '../movement/cat.js';
import { reshape } from '../movement/reshape.js';
import { sliceDim } from '../movement/slice.js';
import { transpose } from '../movement/transpose.js';
import { unsqueeze } from '../movement/unsqueeze.js';

export interface SequenceAttributes {
  /** Steps begin at the last time. */
  readonly reverse: boolean;
  readonly [name: string]: unknown;
}

/** The times in the order of the steps. */
export const timesOf = (count: number, reverse: boolean): number[] =>
  Array.from({ length: count }, (_, k) => (reverse ? count - 1 - k : k));

/** The states that the steps of all times began with, [T, N, H]. */
export function statesBefore(states: Tensor, start: Tensor, reverse: boolean): Tensor {
  const time = states.shape[0]!;
  const first = unsqueeze(start, 0);
  return reverse
    ? catAlong([sliceDim(states, 0, 1, time), first], 0)
    : catAlong([first, sliceDim(states, 0, 0, time - 1)], 0);
}

/** Gradient of a weight [G, H] that met the states [T, N, H] at all times: one product. */
export function weightGradient(gates: Tensor, states: Tensor): Tensor {
  const rows = (t: Tensor): Tensor => reshape(t, [t.shape[0]! * t.shape[1]!, t.shape[2]!]);
  return matmul(transpose(rows(gates), 0, 1), rows(states));
}
