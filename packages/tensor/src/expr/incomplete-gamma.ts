import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/** Terms of the power series and levels of the continued fraction, by the width of the type in bytes. */
const TERMS: Readonly<Record<number, number>> = { 4: 56, 8: 120 };
const LEVELS: Readonly<Record<number, number>> = { 4: 32, 8: 80 };

/** Where the uniform expansion takes over: large a, x near it. */
const LARGE = 20;
const NEAR = 0.3;

/**
 * cₖ(η) = Σ cₖₙ ηⁿ of Temme's uniform asymptotic expansion, from its recurrence in exact fractions
 * (Temme, "The asymptotic expansion of the incomplete gamma functions", 1979; DLMF 8.12).
 */
const TEMME: readonly (readonly number[])[] = [
  [
    -0.33333333333333331, 0.083333333333333329, -0.014814814814814815, 0.0011574074074074073,
    0.00035273368606701942, -0.0001787551440329218, 3.9192631785224377e-5, -2.185448510679992e-6,
    -1.85406221071516e-6, 8.2967113409530865e-7, -1.7665952736826078e-7, 6.7078535434014984e-9,
    1.0261809784240309e-8, -4.3820360184533529e-9, 9.1476995822367902e-10, -2.5514193994946248e-11,
  ],
  [
    -0.0018518518518518519, -0.003472222222222222, 0.0026455026455026454, -0.00099022633744855963,
    0.00020576131687242798, -4.018775720164609e-7, -1.8098550334489977e-5, 7.6491609160811098e-6,
    -1.6120900894563446e-6, 4.647127802807434e-9, 1.3786334469157209e-7, -5.7525456035177047e-8,
    1.1951628599778148e-8, -1.7543241719747647e-11, -1.0091543710600413e-9, 4.1627929918425828e-10,
  ],
  [
    0.0041335978835978834, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-6,
    -0.0001073665322636516, 5.2923448829120125e-5, -1.2760635188618728e-5, 3.4235787340961378e-8,
    1.3721957309062934e-6, -6.2989921383800548e-7, 1.4280614206064242e-7, -2.0477098421990866e-10,
    -1.409252991086752e-8, 6.2289740849220218e-9, -1.3670488396617114e-9, 9.428356159014678e-13,
  ],
  [
    0.00064943415637860077, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885,
    -7.5618016718839766e-5, -2.3965051138672968e-7, 1.1082654115347302e-5, -5.6749528269915965e-6,
    1.4230900732435883e-6, -2.7861080291528143e-11, -1.6958404091930278e-7, 8.0994649053880827e-8,
    -1.9111168485973655e-8, 2.3928620439808118e-12, 2.0620131815488797e-9, -9.460496661855133e-10,
  ],
  [
    -0.00086188829091671173, 0.00078403922172006662, -0.00029907248030319018, -1.4638452578843418e-6,
    6.6414982154651219e-5, -3.9683650471794347e-5, 1.1375726970678419e-5, 2.5074972262375329e-10,
    -1.6954149536558305e-6, 8.9075075322053094e-7, -2.2929348340008049e-7, 2.9567941375440492e-11,
    2.8865829742708783e-8, -1.4189739437803219e-8, 3.4463580499464896e-9, -2.3024517174528067e-13,
  ],
  [
    -0.00033679855336635813, -6.9728137583658571e-5, 0.00027727532449593918, -0.00019932570516188847,
    6.797780477937208e-5, 1.4190629206439671e-7, -1.3594048189768693e-5, 8.018470256334202e-6,
    -2.2914811765080952e-6, -3.2524735512984538e-10, 3.4652846491085265e-7, -1.8447187191171344e-7,
    4.8240967037894184e-8, -1.7989466721743514e-14, -6.3061945000135231e-9, 3.1624176287745678e-9,
  ],
  [
    0.00053130793646399225, -0.00059216643735369393, 0.0002708782096718045, 7.9023532326603281e-7,
    -8.1539693675619691e-5, 5.6116827531062497e-5, -1.8329116582843375e-5, -3.0796134506033047e-9,
    3.4651553688036091e-6, -2.0291327396058603e-6, 5.7887928631490039e-7, 2.3386306738266568e-13,
    -8.828600746330484e-8, 4.7435958880408125e-8, -1.2545415020710383e-8, 8.6496488580102926e-14,
  ],
  [
    0.00034436760689237765, 5.1717909082605919e-5, -0.00033493161081142234, 0.00028126951547632369,
    -0.00010976582244684731, -1.2741009095484485e-7, 2.7744451511563645e-5, -1.8263488805711332e-5,
    5.7876949497350525e-6, 4.9387589339362701e-10, -1.0595367014026043e-6, 6.1667143761104078e-7,
    -1.7562973359060463e-7, -1.2974473287015439e-12, 2.6954236062889659e-8, -1.4578352908731272e-8,
  ],
  [
    -0.00065262391859530937, 0.00083949872067208726, -0.00043829709854172099, -6.9690914584205523e-7,
    0.00016644846642067547, -0.00012783517679769218, 4.6299532636913042e-5, 4.557909867922708e-9,
    -1.0595271125805195e-5, 6.7833429048651668e-6, -2.1075476666258803e-6, -1.7213731432817144e-11,
    3.7735877416110978e-7, -2.1867506700122867e-7, 6.2202288040189267e-8, 6.5977038267330002e-16,
  ],
  [
    -0.00059676129019274626, -7.2048954160200109e-5, 0.0006782308837667328, -0.0006401475260262758,
    0.00027750107634328704, 1.8197008380465151e-7, -8.4795071170685031e-5, 6.1051920825015314e-5,
    -2.1073920183404862e-5, -8.8585890141255993e-10, 4.5284535953805374e-6, -2.8427815022504407e-6,
    8.7082341778646408e-7, 3.6886101871706966e-12, -1.5344695190702061e-7, 8.8624667787906948e-8,
  ],
  [
    0.0013324454494800656, -0.0019144384985654776, 0.0011089369134596636, 9.9324041226422995e-7,
    -0.00050874501293093194, 0.00042735056665392886, -0.00016858853767910798, -8.1301893922785004e-9,
    4.5284402370562144e-5, -3.1270536747817339e-5, 1.0449868285303381e-5, 4.8435226265680926e-11,
    -2.1482565873456259e-6, 1.329369701097492e-6, -4.029569309210103e-7, -1.7567877666323291e-13,
  ],
  [
    0.001579727660730835, 0.00016251626278391583, -0.0020633421035543276, 0.0021389686185689098,
    -0.0010108559391263003, -3.9912705529919201e-7, 0.00036235025084764691, -0.00028143901463712157,
    0.00010449513336495887, 2.1211418491830298e-9, -2.5779417251947842e-5, 1.7281818956040464e-5,
    -5.6413773872904282e-6, -1.1024320105776174e-11, 1.1223224418895174e-6, -6.8693396379526738e-7,
  ],
];

interface Parts {
  /** P(a, x), of the lower tail. */
  readonly lower: Scalar;
  /** Q(a, x) = 1 − P(a, x). */
  readonly upper: Scalar;
}

/** P by γ(a, x) = xᵃe⁻ˣ Σ xⁿ / (a(a+1)…(a+n)), for x up to about a. */
function series(a: Scalar, x: Scalar, factor: Scalar): Scalar {
  let term = constant(1, a.dtype);
  let sum = term;
  let next = a;
  for (let n = 0; n < TERMS[a.dtype.bytes]!; n++) {
    next = next.add(1);
    term = term.mul(x.div(next));
    sum = sum.add(term);
  }
  return sum.mul(factor);
}

/** Q by Legendre's continued fraction, for x above about a: factor · a / (x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(…))). */
function fraction(a: Scalar, x: Scalar, factor: Scalar): Scalar {
  const base = x.sub(a).add(1);
  const levels = LEVELS[a.dtype.bytes]!;
  let value = base.add(2 * levels);
  for (let k = levels; k >= 1; k--) value = base.add(2 * (k - 1)).add(a.sub(k).mul(k).div(value));
  return factor.mul(a).div(value);
}

/** P and Q for large a and x near a. */
function uniform(a: Scalar, x: Scalar): Parts {
  const sigma = x.sub(a).div(a);
  const root = sigma.sub(sigma.log1p()).mul(2).max(0).sqrt();
  const eta = sigma.lt(0).where(root.neg(), root);
  const inverse = a.reciprocal();
  let sum = constant(0, a.dtype);
  for (const row of [...TEMME].reverse()) {
    let c = constant(0, a.dtype);
    for (const coefficient of [...row].reverse()) c = c.mul(eta).add(coefficient);
    sum = sum.mul(inverse).add(c);
  }
  const rest = a
    .mul(eta)
    .mul(eta)
    .mul(-0.5)
    .exp()
    .mul(sum)
    .mul(a.mul(2 * Math.PI).rsqrt());
  const z = eta.mul(a.mul(0.5).sqrt());
  return { lower: z.neg().erfc().mul(0.5).sub(rest), upper: z.erfc().mul(0.5).add(rest) };
}

/** The regularized incomplete gamma functions. NaN for negative arguments and for a = x = 0. */
export function incompleteGamma(a: Scalar, x: Scalar): Parts {
  const type = a.dtype;
  const one = constant(1, type);
  const invalid = a.lt(0).or(x.lt(0)).or(a.isnan()).or(x.isnan());
  const ordinary = a.gt(0).and(x.gt(0)).and(a.isinf().not()).and(x.isinf().not());
  // Elsewhere the formulas work on numbers that do no harm.
  const p = ordinary.where(a, one);
  const y = ordinary.where(x, one);
  const factor = p.mul(y.log()).sub(y).sub(p.add(1).lgamma()).exp();
  const low = y.le(p.max(4));
  const small = series(p, low.where(y, 0), factor);
  const large = fraction(p, low.where(p.max(4), y), factor);
  const near = p.gt(LARGE).and(y.sub(p).abs().lt(p.mul(NEAR)));
  const { lower, upper } = uniform(near.where(p, LARGE), near.where(y, LARGE));
  const lowerOf = near.where(lower, low.where(small, one.sub(large)));
  const upperOf = near.where(upper, low.where(one.sub(small), large));
  // At the edges: a = 0 or x = ∞ has all in the lower tail, x = 0 or a = ∞ nothing.
  const both = a.eq(0).and(x.eq(0)).or(a.isinf().and(x.isinf()));
  const all = a.eq(0).or(x.isinf());
  const edge = (full: number): Scalar => all.where(constant(full, type), 1 - full);
  const wrong = invalid.or(both);
  return {
    lower: wrong.where(Number.NaN, ordinary.where(lowerOf, edge(1))),
    upper: wrong.where(Number.NaN, ordinary.where(upperOf, edge(0))),
  };
}
