import type { BinaryOp, CompareOp, UnaryOp } from '@cresset/tensor/backend';
import { approximate, bigOf, type Emit, INT, type Long, longBig, longNumber, SAFE } from './long.js';

/**
 * Source text of int64 instructions: 32-bit integers while bounds prove that they suffice, then Numbers, then BigInts.
 */

const asNumber: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `${a}+${b}`,
  sub: (a, b) => `${a}-${b}`,
  // Adding 0 turns -0 into 0.
  mul: (a, b) => `${a}*${b}+0`,
  min: (a, b) => `Math.min(${a},${b})`,
  max: (a, b) => `Math.max(${a},${b})`,
  // A quotient that is no integer is at least 1/b away from one: below 2^53 rounding can't reach it.
  floordiv: (a, b) => `${b}===0?0:Math.floor(${a}/${b})+0`,
  truncdiv: (a, b) => `${b}===0?0:Math.trunc(${a}/${b})+0`,
  fmod: (a, b) => `${b}===0?0:${a}%${b}+0`,
  remainder: (a, b) => `i_remainder(${a},${b})+0`,
  gcd: (a, b) => `i_gcd(${a},${b})`,
};

/** On 32-bit integers. Saying so in each step (`|0`) lets engines compile machine integers instead of floats. */
const asInt: Partial<Record<BinaryOp, (a: string, b: string, emit: Emit) => string>> = {
  add: (a, b) => `(${a}+${b})|0`,
  sub: (a, b) => `(${a}-${b})|0`,
  mul: (a, b) => `Math.imul(${a},${b})`,
  floordiv: (a, b) => `${b}===0?0:Math.floor(${a}/${b})|0`,
  // A zero divisor makes NaN or infinity, which become 0.
  truncdiv: (a, b) => `(${a}/${b})|0`,
  fmod: (a, b) => `(${a}%${b})|0`,
  remainder(a, b, emit) {
    const rest = emit.define('v', `(${a}%${b})|0`);
    return `${rest}!==0&&(${rest}^${b})<0?(${rest}+${b})|0:${rest}`;
  },
  and: (a, b) => `${a}&${b}`,
  or: (a, b) => `${a}|${b}`,
  xor: (a, b) => `${a}^${b}`,
};

/** Largest magnitude that the result can have, given those of the arguments. */
const bounds: Partial<Record<BinaryOp, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a + b,
  mul: (a, b) => a * b,
  floordiv: (a) => a,
  truncdiv: (a) => a,
  fmod: (a) => a,
  remainder: (_, b) => b,
  // With 0 it is the other one.
  gcd: Math.max,
  min: Math.max,
  max: Math.max,
  // Of 32-bit integers only.
  and: () => INT,
  or: () => INT,
  xor: () => INT,
};

const asBig: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `BigInt.asIntN(64,${a}+${b})`,
  sub: (a, b) => `BigInt.asIntN(64,${a}-${b})`,
  mul: (a, b) => `BigInt.asIntN(64,${a}*${b})`,
  floordiv: (a, b) => `floordiv64(${a},${b})`,
  truncdiv: (a, b) => `truncdiv64(${a},${b})`,
  remainder: (a, b) => `remainder64(${a},${b})`,
  fmod: (a, b) => `fmod64(${a},${b})`,
  gcd: (a, b) => `gcd64(${a},${b})`,
  pow: (a, b) => `pow64(${a},${b})`,
  min: (a, b) => `(${a}<${b}?${a}:${b})`,
  max: (a, b) => `(${a}>${b}?${a}:${b})`,
  and: (a, b) => `${a}&${b}`,
  or: (a, b) => `${a}|${b}`,
  xor: (a, b) => `${a}^${b}`,
  shl: (a, b) => `shl64(${a},${b})`,
  shr: (a, b) => `shr64(${a},${b})`,
};

/** null: the type has no such instruction. */
export function binary64(op: BinaryOp, a: Long, b: Long, emit: Emit): Long | null {
  if (a.number !== null && b.number !== null) {
    const bound = bounds[op]?.(a.bound, b.bound) ?? Number.POSITIVE_INFINITY;
    const largest = Math.max(a.bound, b.bound, bound);
    const code = largest <= INT ? (asInt[op] ?? asNumber[op]) : largest <= SAFE ? asNumber[op] : undefined;
    if (code !== undefined) return longNumber(emit.define('v', code(a.number, b.number, emit)), bound);
  }
  const big = asBig[op];
  return big === undefined ? null : longBig(emit.define('b', big(bigOf(a, emit), bigOf(b, emit))));
}

export function unary64(op: UnaryOp, a: Long, emit: Emit): Long | null {
  switch (op) {
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return a;
    case 'neg':
      if (a.number !== null && a.bound <= SAFE) return longNumber(emit.define('v', `0-${a.number}`), a.bound);
      return longBig(emit.define('b', `BigInt.asIntN(64,-${bigOf(a, emit)})`));
    case 'abs':
      if (a.number !== null && a.bound <= SAFE)
        return longNumber(emit.define('v', `Math.abs(${a.number})`), a.bound);
      return longBig(emit.define('b', `abs64(${bigOf(a, emit)})`));
    case 'sign':
      if (a.number !== null) return longNumber(emit.define('v', `Math.sign(${a.number})`), 1);
      return longBig(emit.define('b', `sign64(${bigOf(a, emit)})`));
    case 'not':
      return longBig(emit.define('b', `~${bigOf(a, emit)}`));
    default:
      return null;
  }
}

const signs: Record<CompareOp, string> = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' };

export function compareSign(op: CompareOp): string {
  return signs[op];
}

/** A JavaScript condition. */
export function compare64(op: CompareOp, a: Long, b: Long, emit: Emit): string {
  const sign = signs[op];
  if (a.number !== null && b.number !== null) return `${a.number}${sign}${b.number}`;
  // A rounded 64-bit number still compares rightly with an exact one below 2^53.
  const easy = (x: Long) => x.number !== null && x.bound <= SAFE;
  if ((easy(a) && b.memory !== null) || (easy(b) && a.memory !== null)) {
    return `${approximate(a, emit)}${sign}${approximate(b, emit)}`;
  }
  return `${bigOf(a, emit)}${sign}${bigOf(b, emit)}`;
}

/** (condition, a, b) */
export function where64(condition: string, a: Long, b: Long, emit: Emit): Long {
  if (a.number !== null && b.number !== null) {
    return longNumber(emit.define('v', `${condition}?${a.number}:${b.number}`), Math.max(a.bound, b.bound));
  }
  return longBig(emit.define('b', `${condition}?${bigOf(a, emit)}:${bigOf(b, emit)}`));
}
