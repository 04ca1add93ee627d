/**
 * Arithmetic of integers of at most 32 bits, held as Numbers. Results may lie outside the type: the caller wraps.
 * All intermediate values are below 2⁵³, so Number arithmetic is exact.
 */

export function floordiv(a: number, b: number): number {
  return b === 0 ? 0 : Math.floor(a / b);
}

export function truncdiv(a: number, b: number): number {
  return b === 0 ? 0 : Math.trunc(a / b);
}

/** The remainder with the divisor's sign. */
export function remainder(a: number, b: number): number {
  if (b === 0) return 0;
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** The remainder with the dividend's sign. */
export function fmod(a: number, b: number): number {
  return b === 0 ? 0 : a % b;
}

/** Greatest common divisor by Euclid's algorithm, of magnitudes. */
export function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

/** Repeated squaring modulo 2³²; a negative exponent gives 0 unless the base is 1 or -1. */
export function pow(a: number, b: number): number {
  if (b < 0) {
    if (a === 1) return 1;
    if (a === -1) return b % 2 === 0 ? 1 : -1;
    return 0;
  }
  let result = 1;
  let base = a;
  for (let e = b; e > 0; e >>>= 1) {
    if (e & 1) result = Math.imul(result, base);
    base = Math.imul(base, base);
  }
  return result;
}

/** Shifts by a negative amount, or by the width or more, shift everything out (as PyTorch does). */
export function shl(a: number, b: number, width: number): number {
  return b < 0 || b >= width ? 0 : a << b;
}

/** Arithmetic shift; `last` is the largest shift that means something: width - 1 for signed types, width otherwise. */
export function shr(a: number, b: number, last: number): number {
  return a >> (b < 0 || b > last ? last : b);
}
