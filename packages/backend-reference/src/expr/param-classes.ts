import type { Expr } from '@cresset/tensor/backend';
import { INT, MAX64 } from './long.js';

/**
 * Kernels are compiled for classes of magnitudes of their int64 parameters, the class being looked up at each run: the
 * product of two parameters below 2¹² is a 32-bit integer, that of two below 2²² an exact Number, and only the others
 * need BigInts.
 */
export const paramClasses: readonly number[] = [2 ** 12, 2 ** 22, INT, MAX64];

/** The class of the parameters at positions `at + k` of the words. */
export function classOf(words: Float64Array, at: number, positions: readonly number[]): number {
  let largest = 0;
  for (let k = 0; k < positions.length; k++) largest = Math.max(largest, Math.abs(words[at + positions[k]]));
  let c = 0;
  while (c < paramClasses.length - 1 && !(largest <= paramClasses[c])) c++;
  return c;
}

/** Positions of the int64 parameters. */
export function longParams(expr: Expr): number[] {
  return expr.code.filter((c) => c.op === 'param' && c.dtype.name === 'int64').map((c) => c.value);
}
