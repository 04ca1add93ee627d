import { pow } from './pow.js';

/** Terms that are added one by one: from q + 24 on, the series below is exact for q above −14. */
const TERMS = 24;

/** (2k)! / B₂ₖ, of the Euler–Maclaurin formula. */
const DIVISORS = [12, -720, 30240, -1209600, 47900160, -1892437580.3183792, 74724249600, -2950130727918.164];

/**
 * The Hurwitz zeta function Σ (k + q)⁻ˢ, k ≥ 0, by the Euler–Maclaurin formula. NaN for s < 1; ∞ for s = 1 and at the
 * poles q = 0, −1, …; elsewhere below 0, NaN unless s is an integer.
 */
export function zeta(s: number, q: number): number {
  if (!(s >= 1) || Number.isNaN(q)) return Number.NaN;
  if (s === 1 || (q <= 0 && q === Math.floor(q))) return Number.POSITIVE_INFINITY;
  let sum = 0;
  let last = 0;
  for (let k = 0; k <= TERMS; k++) {
    last = pow(q + k, -s);
    sum += last;
  }
  // The last power underflows before the sum does, and 0 · ∞ would follow.
  if (last === 0) return sum;
  if (q < 0 && s !== Math.floor(s)) return Number.NaN;
  const w = q + TERMS;
  sum += (last * w) / (s - 1) - last * 0.5;
  let factor = s;
  let power = last / w;
  DIVISORS.forEach((d, i) => {
    sum += (factor * power) / d;
    factor *= (s + 2 * i + 1) * (s + 2 * i + 2);
    power = power / w / w;
  });
  return sum;
}
