import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/** Terms that are added one by one: from q + 24 on, the series below is exact for q above −14. */
const TERMS = 24;

/** (2k)! / B₂ₖ, of the Euler–Maclaurin formula. */
const DIVISORS = [12, -720, 30240, -1209600, 47900160, -1892437580.3183792, 74724249600, -2950130727918.164];

/**
 * The Hurwitz zeta function Σ (k + q)⁻ˢ, k ≥ 0, by the Euler–Maclaurin formula. NaN for s < 1; ∞ for s = 1 and at the
 * poles q = 0, −1, …; elsewhere below 0, NaN unless s is an integer.
 */
export function hurwitzZeta(s: Scalar, q: Scalar): Scalar {
  const negative = s.neg();
  let sum = q.pow(negative);
  let last = sum;
  for (let k = 1; k <= TERMS; k++) {
    last = q.add(k).pow(negative);
    sum = sum.add(last);
  }
  const partial = sum;
  const w = q.add(TERMS);
  sum = sum.add(last.mul(w).div(s.sub(1))).sub(last.mul(0.5));
  let factor = s;
  let power = last.div(w);
  DIVISORS.forEach((d, i) => {
    sum = sum.add(factor.mul(power).div(d));
    factor = factor.mul(s.add(2 * i + 1)).mul(s.add(2 * i + 2));
    power = power.div(w).div(w);
  });
  const type = s.dtype;
  const pole = q.le(0).and(q.eq(q.floor()));
  const undefined_ = s.lt(1).or(q.lt(0).and(s.ne(s.floor())));
  const regular = undefined_.where(constant(Number.NaN, type), sum);
  // The last power underflows before the sum does, and 0 · ∞ would follow.
  const finite = last.eq(0).where(partial, regular);
  const result = pole.or(s.eq(1)).where(constant(Infinity, type), finite);
  return s.lt(1).or(s.isnan()).or(q.isnan()).where(constant(Number.NaN, type), result);
}
