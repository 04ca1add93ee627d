/**
 * Conversions between int64 and the rest. A 64-bit integer is a BigInt in arithmetic, and wherever possible two 32-bit
 * halves elsewhere: making a BigInt from a Number, or a Number from a BigInt, costs 25 ns in V8 (Node 20), reading the
 * halves through an Int32Array 2 ns. (All platforms that run JavaScript are little-endian.)
 */
const big = new BigInt64Array(1);
const halves = new Int32Array(big.buffer);

const TWO32 = 4294967296;
const MIN64 = -(2 ** 63);

/** Nearest float32 of high·2³² + low, rounded once. */
export function floatOfHalves(low: number, high: number): number {
  const x = high * TWO32 + (low >>> 0);
  if (x < 9007199254740992 && x > -9007199254740992) return Math.fround(x);
  // Going through float64 would round twice. Above 2^53 the lowest eleven bits matter only by being zero or not.
  const sticky = (low & ~2047) | ((low & 2047) !== 0 ? 1024 : 0);
  return Math.fround(high * TWO32 + (sticky >>> 0));
}

/** Nearest float32 of a BigInt in the range of int64. */
export function floatOfBig(x: bigint): number {
  big[0] = x;
  return floatOfHalves(halves[0], halves[1]);
}

/** The low 32 bits. */
export function lowOfBig(x: bigint): number {
  big[0] = x;
  return halves[0];
}

/**
 * The integer part of `x` as a Number that int64 holds. NaN and what is out of range give -2⁶³, as the conversion
 * instruction of x86 does. The final sum turns -0 into 0.
 */
export function truncate64(x: number): number {
  return x >= MIN64 && x < -MIN64 ? Math.trunc(x) + 0 : MIN64;
}

/** a ⊙ b on int64 for the operations that divide; a zero divisor gives 0. */
export function floordiv64(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n;
  const q = BigInt.asIntN(64, a / b);
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

export function truncdiv64(a: bigint, b: bigint): bigint {
  return b === 0n ? 0n : BigInt.asIntN(64, a / b);
}

export function remainder64(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n;
  const r = a % b;
  return r !== 0n && r < 0n !== b < 0n ? r + b : r;
}

export function fmod64(a: bigint, b: bigint): bigint {
  return b === 0n ? 0n : a % b;
}

/** Greatest common divisor of magnitudes; 2⁶³ wraps. */
export function gcd64(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return BigInt.asIntN(64, x);
}

/** Repeated squaring with wrap-around; a negative exponent gives 0 unless the base is 1 or -1. */
export function pow64(a: bigint, b: bigint): bigint {
  if (b < 0n) {
    if (a === 1n) return 1n;
    if (a === -1n) return b % 2n === 0n ? 1n : -1n;
    return 0n;
  }
  let result = 1n;
  let base = a;
  for (let e = b; e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * base);
    base = BigInt.asIntN(64, base * base);
  }
  return result;
}

/** Shifts by a negative amount, or by the width or more, shift everything out (as PyTorch does). */
export function shl64(a: bigint, b: bigint): bigint {
  return b < 0n || b > 63n ? 0n : BigInt.asIntN(64, a << b);
}

export function shr64(a: bigint, b: bigint): bigint {
  return a >> (b < 0n || b > 63n ? 63n : b);
}

export function abs64(a: bigint): bigint {
  return BigInt.asIntN(64, a < 0n ? -a : a);
}

export function sign64(a: bigint): bigint {
  return a > 0n ? 1n : a < 0n ? -1n : 0n;
}

export function min64(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

export function max64(a: bigint, b: bigint): bigint {
  if (b > a) return b;
  return a;
}
