import type { Scalar } from './scalar.js';

/** Most steps that Euclid's algorithm takes, for neighbours of the Fibonacci sequence, by the width in bytes. */
const STEPS: Readonly<Record<number, number>> = { 1: 12, 2: 24, 4: 46, 8: 91 };

/** The greatest common divisor of integers, ≥ 0; gcd(0, 0) is 0. A remainder by zero is 0, so finished pairs rest. */
export function greatestCommonDivisor(x: Scalar, y: Scalar): Scalar {
  let a = x.abs();
  let b = y.abs();
  for (let i = 0; i < STEPS[x.dtype.bytes]!; i++) {
    const done = b.eq(0);
    const rest = a.fmod(b);
    a = done.where(a, b);
    b = rest;
  }
  return a;
}
