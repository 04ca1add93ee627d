/**
 * An int64 in generated code. Three forms, made as they are asked for: an exact Number (known to lie within `bound`),
 * a BigInt, and, for an element of memory, its two halves. The point is to cross between Number and BigInt as seldom as
 * possible, since each crossing costs as much as ten additions.
 */
export interface Long {
  /** Name or literal of an exact Number, or null if that isn't known to be possible. */
  readonly number: string | null;
  /** No larger in magnitude than this. */
  readonly bound: number;
  /** Name or literal of the BigInt, once it has been asked for. */
  big: string | null;
  /** The element of memory that this is, or null. */
  readonly memory: { readonly halves: string; readonly bigs: string; readonly at: string } | null;
  /** Names of the halves, once they have been asked for. */
  halves: readonly [string, string] | null;
}

/** Largest magnitude for which 32-bit integers do, so that negation stays within them. */
export const INT = 2 ** 31 - 1;
/** Largest magnitude up to which Number arithmetic on integers is exact. */
export const SAFE = Number.MAX_SAFE_INTEGER;
export const MAX64 = 2 ** 63;

export function longNumber(number: string, bound: number): Long {
  return { number, bound, big: null, memory: null, halves: null };
}

export function longBig(big: string): Long {
  return { number: null, bound: MAX64, big, memory: null, halves: null };
}

/** Where forms that are asked for are written. */
export interface Emit {
  /** Adds `const name = code` and returns the name. */
  define(prefix: string, code: string): string;
}

export function bigOf(x: Long, emit: Emit): string {
  if (x.big === null) {
    if (x.memory !== null) x.big = emit.define('b', `${x.memory.bigs}[${x.memory.at}]`);
    else x.big = emit.define('b', `BigInt(${x.number})`);
  }
  return x.big;
}

/** The halves of an element of memory. */
export function halvesOf(x: Long, emit: Emit): readonly [string, string] {
  if (x.halves === null) {
    const { halves, at } = x.memory!;
    x.halves = [emit.define('l', `${halves}[2*${at}]`), emit.define('h', `${halves}[2*${at}+1]`)];
  }
  return x.halves;
}

/** The nearest Number: exact below 2⁵³, and on the right side of every smaller integer above. */
export function approximate(x: Long, emit: Emit): string {
  if (x.number !== null) return x.number;
  if (x.memory === null) return `Number(${bigOf(x, emit)})`;
  const [low, high] = halvesOf(x, emit);
  return `(${high}*4294967296+(${low}>>>0))`;
}
