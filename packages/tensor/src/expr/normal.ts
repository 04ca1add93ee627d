import { chebyshev } from './chebyshev.js';
import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/** Levels of the continued fraction, which has converged to 1e-16 from x = 4 on. */
const LEVELS = 24;

/**
 * e^(x²) erfc(x). Up to 4 as it is written, since e^(x²) has lost no more than four bits there; beyond, by the continued
 * fraction 1/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (Abramowitz and Stegun, 7.1.14); below 0 by reflection.
 */
export function erfcx(x: Scalar): Scalar {
  const a = x.abs();
  const far = a.max(4);
  let fraction = far;
  for (let k = LEVELS; k >= 1; k--) fraction = far.add(constant(k / 2, x.dtype).div(fraction));
  const tail = fraction.reciprocal().mul(1 / Math.sqrt(Math.PI));
  const near = a.min(4);
  const value = a.lt(4).where(near.mul(near).exp().mul(near.erfc()), tail);
  return x.lt(0).where(x.mul(x).exp().mul(2).sub(value), value);
}

/** The distribution function of the standard normal distribution. */
export function normalCdf(x: Scalar): Scalar {
  return x.mul(-Math.SQRT1_2).erfc().mul(0.5);
}

/** Its logarithm, which stays finite where it underflows. */
export function logNormalCdf(x: Scalar): Scalar {
  const t = x.mul(Math.SQRT1_2);
  const low = erfcx(t.neg()).mul(0.5).log().sub(t.mul(t));
  return x.lt(-1).where(low, t.erfc().mul(-0.5).log1p());
}

/*
 * Chebyshev coefficients of the inverse, computed with 40 digits. In the centre, x/y as a function of y² for
 * y = p − ½; in the tails, with t = √(−2 ln p), of |x| − (t − ln t / t) as a function of 1/t.
 */
const CENTRE = [
  5.475188222081101, 0.25371828459510615, 0.025578018924084907, 0.0032173720979539787, 0.0004497329737723203,
  6.686412408851204e-5, 1.0351019857789652e-5, 1.6487456852431861e-6, 2.6823801277591126e-7,
  4.435927136810804e-8, 7.431738034712115e-9, 1.2583105378393047e-9, 2.149284929356537e-10,
  3.6983680388130485e-11, 6.404247095684175e-12, 1.1150515147852606e-12, 1.9506926197595904e-13,
  3.426905114795358e-14, 6.042669570067998e-15, 1.0690458202686417e-15, 1.8969591466916613e-16,
];
const TAIL_NEAR = [
  -0.6588376428295262, -0.2161455205580251, -0.00646529583451328, 0.0001275183948865302,
  -4.575015535276602e-6, -2.939358237685173e-7, 2.836582317468518e-7, -9.719603487782481e-8,
  2.5567092436755426e-8, -5.98066648833639e-9, 1.3378085801669526e-9, -2.998302864072588e-10,
  6.921743012435546e-11, -1.661530109989675e-11, 4.1307838047637635e-12, -1.0539637346712683e-12,
  2.737816270500672e-13, -7.20616224561919e-14, 1.9180256092833572e-14, -5.1595803578168425e-15,
  1.4025323822078983e-15, -3.851335330350926e-16, 1.0676960547877132e-16, -2.985909688358166e-17,
  8.416552071965353e-18,
];
const TAIL_FAR = [
  -0.1419579698751871, -0.04838600246110755, -0.0004995861993854362, -7.066957289847832e-6,
  1.935918130532574e-6, -3.233535097480154e-7, 5.432310320397832e-8, -1.0059798493670115e-8,
  2.065694150824005e-9, -4.608932306661335e-10, 1.0966369274132547e-10, -2.7459013662068907e-11,
  7.166144307204213e-12, -1.9351545513749843e-12, 5.377252424043359e-13, -1.5308788718319836e-13,
  4.4501096009194134e-14, -1.3172120330098899e-14, 3.961157124889876e-15, -1.2079972299781973e-15,
  3.730062167455713e-16, -1.1646793024842315e-16, 3.6732883116455354e-17, -1.1690919534111502e-17,
  3.7517164977503716e-18,
];

/** Where the centre ends: e⁻². */
const EDGE = Math.exp(-2);

/** The inverse of `normalCdf`: NaN outside of [0, 1], ∓∞ at its ends. */
export function normalQuantile(p: Scalar): Scalar {
  const upper = p.gt(1 - EDGE);
  const small = upper.where(constant(1, p.dtype).sub(p), p);
  const y = p.sub(0.5);
  const centre = y.mul(chebyshev(y.mul(y), 0, (0.5 - EDGE) ** 2, CENTRE));
  const t = small.log().mul(-2).sqrt();
  const z = t.reciprocal();
  const correction = z
    .lt(1 / 8)
    .where(chebyshev(z, 1 / 40, 1 / 8, TAIL_FAR), chebyshev(z, 1 / 8, 1 / 2, TAIL_NEAR));
  const tail = t.sub(t.log().div(t)).add(correction);
  const value = small.le(EDGE).where(upper.where(tail, tail.neg()), centre);
  const ends = p.eq(0).where(-Infinity, p.eq(1).where(Infinity, value));
  return p.lt(0).or(p.gt(1)).where(Number.NaN, ends);
}
