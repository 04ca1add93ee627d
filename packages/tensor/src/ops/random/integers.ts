import { ArgumentError } from '../../errors.js';
import { checkInteger } from '../../op/options.js';
import type { Distribution } from './random.js';
import { integers, wideIntegers } from './random.js';

/** Widest span that 24 random bits serve without a bias that matters. */
const NARROW = 2 ** 20;

/** @returns smallest integer and number of integers */
export function integerRange(op: string, low: unknown, high: unknown): [number, number] {
  const from = checkInteger(op, 'low', low);
  const to = checkInteger(op, 'high', high);
  if (to <= from) throw new ArgumentError(`${op}: high must be greater than low, got ${to} and ${from}`);
  return [from, to - from];
}

export const integersBetween = ([, span]: readonly [number, number]): Distribution =>
  span <= NARROW ? integers : wideIntegers;
