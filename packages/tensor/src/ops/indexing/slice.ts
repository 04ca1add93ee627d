import { ArgumentError } from '../../errors.js';
import { describe } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';

/** A range of positions, as Python's `start:end:step`; null stands for a side that is left out. */
export class Slice {
  constructor(
    readonly start: number | null,
    readonly end: number | null,
    readonly step: number,
  ) {}

  toString(): string {
    return `${this.start ?? ''}:${this.end ?? ''}${this.step === 1 ? '' : `:${this.step}`}`;
  }
}

/** A list of positions, or of booleans, nested as deep as wanted. */
export type IndexList = readonly (number | boolean | IndexList)[];

/** One part of an index: position, range, new dimension (null), "all that is missing", list, integer or bool tensor. */
export type Index = number | Slice | null | '...' | IndexList | Tensor;

/**
 * A range for `at` and `setAt`, by Python's rules: `slice(5)` is `:5`, `slice(1, 5)` is `1:5`, `slice(1, null, 2)` is
 * `1::2`, `slice()` is `:`. Negative positions count from the end; positions out of range are clipped.
 *
 * @throws ArgumentError for a step below 1, which PyTorch doesn't take either (use `flip`)
 */
export function slice(end?: number | null): Slice;
export function slice(start: number | null, end: number | null, step?: number): Slice;
export function slice(...args: readonly (number | null | undefined)[]): Slice {
  const [start, end] = args.length < 2 ? [null, args[0] ?? null] : [args[0] ?? null, args[1] ?? null];
  const step = args[2] ?? 1;
  for (const v of [start, end]) {
    if (v !== null && !Number.isInteger(v)) {
      throw new ArgumentError(`slice: positions must be integers or null, got ${describe(v)}`);
    }
  }
  if (!Number.isInteger(step) || step < 1) {
    throw new ArgumentError(
      `slice: step must be an integer ≥ 1, got ${describe(step)}; flip() reverses a dimension`,
    );
  }
  return new Slice(start, end, step);
}
