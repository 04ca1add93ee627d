import type { BinaryOp, UnaryOp } from '@cresset/tensor/backend';
import { erf, erfc, erfinv } from './erf.js';
import { digamma, lgamma } from './gamma.js';
import { pow } from './pow.js';
import { zeta } from './zeta.js';

/** Elementary functions of real numbers where `Math` has none, or one with other conventions than C and PyTorch. */

/** 1, -1, 0 or NaN; zero has no sign. */
export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : Number.isNaN(x) ? x : 0;
}

/** To the nearest integer, halves to even (`Math.round` rounds halves up). */
export function round(x: number): number {
  const r = Math.round(x);
  return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The remainder with the divisor's sign (Python's %). */
export function remainder(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/**
 * ⌊a / b⌋ such that a = b·floordiv(a, b) + remainder(a, b), which the floor of the rounded quotient misses: the
 * quotient of 1 and 0.1 rounds to 10, while 0.1 goes into 1 only nine times. As Python and PyTorch define it.
 */
export function floordiv(a: number, b: number): number {
  if (b === 0) return a / b;
  const r = a % b;
  let q = (a - r) / b;
  if (r !== 0 && b < 0 !== r < 0) q -= 1;
  if (q === 0) return a / b < 0 ? -0 : 0;
  const floor = Math.floor(q);
  return q - floor > 0.5 ? floor + 1 : floor;
}

/** The same with every step rounded to float32: in float64 the result would differ where `(a - r) / b` rounds. */
export function floordiv32(a: number, b: number): number {
  if (b === 0) return a / b;
  const r = a % b;
  let q = Math.fround(Math.fround(a - r) / b);
  if (r !== 0 && b < 0 !== r < 0) q = Math.fround(q - 1);
  if (q === 0) return a / b < 0 ? -0 : 0;
  const floor = Math.floor(q);
  return q - floor > 0.5 ? floor + 1 : floor;
}

export const unary = {
  neg: (x) => -x,
  abs: Math.abs,
  sign,
  not: () => Number.NaN,
  reciprocal: (x) => 1 / x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  sigmoid,
  erf,
  erfc,
  erfinv,
  lgamma,
  digamma,
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  trunc: Math.trunc,
} satisfies Record<UnaryOp, (x: number) => number>;

export const binary = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floordiv,
  truncdiv: (a, b) => Math.trunc(a / b),
  remainder,
  fmod: (a, b) => a % b,
  pow,
  atan2: Math.atan2,
  zeta,
  min: Math.min,
  max: Math.max,
} satisfies Partial<Record<BinaryOp, (a: number, b: number) => number>>;
