import type { BinaryOp, CompareOp, UnaryOp } from '@cresset/tensor/backend';
import { approximate, bigOf, type Emit, type Long, longBig, longNumber, SAFE } from './long.js';

/** Source text of int64 instructions: Numbers while bounds prove them exact, BigInts otherwise. */

const asNumber: Partial<Record<BinaryOp, (a: Long, b: Long) => { code: string; bound: number } | null>> = {
  add: (a, b) => ({ code: `${a.number}+${b.number}`, bound: a.bound + b.bound }),
  sub: (a, b) => ({ code: `${a.number}-${b.number}`, bound: a.bound + b.bound }),
  // Adding 0 turns -0 into 0.
  mul: (a, b) => ({ code: `${a.number}*${b.number}+0`, bound: a.bound * b.bound }),
  min: (a, b) => ({ code: `Math.min(${a.number},${b.number})`, bound: Math.max(a.bound, b.bound) }),
  max: (a, b) => ({ code: `Math.max(${a.number},${b.number})`, bound: Math.max(a.bound, b.bound) }),
  // A quotient that is no integer is at least 1/b away from one: below 2^53 rounding can't reach it.
  floordiv: (a, b) => ({
    code: `(${b.number}===0?0:Math.floor(${a.number}/${b.number})+0)`,
    bound: a.bound,
  }),
  truncdiv: (a, b) => ({
    code: `(${b.number}===0?0:Math.trunc(${a.number}/${b.number})+0)`,
    bound: a.bound,
  }),
  fmod: (a, b) => ({ code: `(${b.number}===0?0:${a.number}%${b.number}+0)`, bound: a.bound }),
  remainder: (a, b) => ({ code: `i_remainder(${a.number},${b.number})+0`, bound: b.bound }),
  and: (a, b) =>
    Math.max(a.bound, b.bound) < 2 ** 31 ? { code: `${a.number}&${b.number}`, bound: 2 ** 31 } : null,
  or: (a, b) =>
    Math.max(a.bound, b.bound) < 2 ** 31 ? { code: `${a.number}|${b.number}`, bound: 2 ** 31 } : null,
  xor: (a, b) =>
    Math.max(a.bound, b.bound) < 2 ** 31 ? { code: `${a.number}^${b.number}`, bound: 2 ** 31 } : null,
};

const asBig: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `BigInt.asIntN(64,${a}+${b})`,
  sub: (a, b) => `BigInt.asIntN(64,${a}-${b})`,
  mul: (a, b) => `BigInt.asIntN(64,${a}*${b})`,
  floordiv: (a, b) => `floordiv64(${a},${b})`,
  truncdiv: (a, b) => `truncdiv64(${a},${b})`,
  remainder: (a, b) => `remainder64(${a},${b})`,
  fmod: (a, b) => `fmod64(${a},${b})`,
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
  if (a.number !== null && b.number !== null && a.bound <= SAFE && b.bound <= SAFE) {
    const direct = asNumber[op]?.(a, b) ?? null;
    if (direct !== null && direct.bound <= SAFE)
      return longNumber(emit.define('v', direct.code), direct.bound);
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
