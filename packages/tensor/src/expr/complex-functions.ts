import type { Pair } from './complex.js';
import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/**
 * Functions of complex numbers on their real and imaginary parts. Branch cuts are C99's (Annex G), which PyTorch has
 * too; inverse functions follow W. Kahan, "Branch cuts for complex elementary functions" (1987).
 */

export const neg = (a: Pair): Pair => ({ re: a.re.neg(), im: a.im.neg() });
export const conj = (a: Pair): Pair => ({ re: a.re, im: a.im.neg() });
export const scale = (a: Pair, by: number): Pair => ({ re: a.re.mul(by), im: a.im.mul(by) });
export const add = (a: Pair, b: Pair): Pair => ({ re: a.re.add(b.re), im: a.im.add(b.im) });
export const sub = (a: Pair, b: Pair): Pair => ({ re: a.re.sub(b.re), im: a.im.sub(b.im) });

export const mul = (a: Pair, b: Pair): Pair => ({
  re: a.re.mul(b.re).sub(a.im.mul(b.im)),
  im: a.re.mul(b.im).add(a.im.mul(b.re)),
});

/** Both parts are divided by the larger part of the divisor first, so that its square neither over- nor underflows. */
export function div(a: Pair, b: Pair): Pair {
  const size = b.re.abs().max(b.im.abs());
  const [re, im] = [b.re.div(size), b.im.div(size)];
  const norm = re.mul(re).add(im.mul(im)).mul(size);
  return {
    re: a.re.mul(re).add(a.im.mul(im)).div(norm),
    im: a.im.mul(re).sub(a.re.mul(im)).div(norm),
  };
}

/** 1/a; that of 0 is (∞, NaN) and that of two infinite parts (NaN, NaN), as PyTorch has it. */
export function reciprocal(a: Pair): Pair {
  const size = a.re.abs().max(a.im.abs());
  const zero = size.eq(0);
  const infinite = size.isinf().and(a.re.isinf().and(a.im.isinf()).not());
  const [re, im] = [a.re.div(size), a.im.div(size)];
  const norm = re.mul(re).add(im.mul(im)).mul(size);
  return {
    re: zero.where(Number.POSITIVE_INFINITY, infinite.where(0, re.div(norm))),
    im: infinite.where(0, im.neg().div(norm)),
  };
}

/** √(re² + im²) without overflow; an infinite part wins over a NaN one. */
export function magnitude(a: Pair): Scalar {
  const [x, y] = [a.re.abs(), a.im.abs()];
  const large = x.max(y);
  const ratio = x.min(y).div(large.eq(0).where(1, large));
  const value = large.mul(ratio.mul(ratio).add(1).sqrt());
  return x.isinf().or(y.isinf()).where(Number.POSITIVE_INFINITY, value);
}

export const angle = (a: Pair): Scalar => a.im.atan2(a.re);

/** The principal root: its real part isn't negative. */
export function sqrt(a: Pair): Pair {
  const { re, im } = a;
  const x = re.abs();
  // √((|re| + |a|) / 2), with both halved before they are added, against overflow.
  const t = x.mul(0.5).add(magnitude(a).mul(0.5)).sqrt();
  const other = im.abs().div(t.eq(0).where(1, t).mul(2));
  const right = re.ge(0);
  const [u, v] = [right.where(t, other), right.where(other, t)];
  const infinite = im.isinf();
  const size = infinite.where(im.abs(), v);
  return { re: infinite.where(im.abs(), u), im: withSign(size, im) };
}

/** |size| with the sign of `like`, that of a zero included. */
function withSign(size: Scalar, like: Scalar): Scalar {
  const negative = like.lt(0).or(like.eq(0).and(like.reciprocal().lt(0)));
  return negative.where(size.neg(), size);
}

/** Where the real part is infinite and the imaginary one has no sine or cosine, as C99 distinguishes; and that NaN. */
function limits({ re, im }: Pair): { limit: Scalar; lost: Scalar } {
  const lost = im.sub(im);
  return { limit: re.isinf().and(lost.isnan()), lost };
}

export function exp(a: Pair): Pair {
  const size = a.re.exp();
  // A real argument has a real result, also where e^re is infinite.
  const flat = a.im.eq(0);
  const { limit, lost } = limits(a);
  // Of an infinite size the sign is unknown then, of a vanishing one nothing is left.
  const [gone, endless] = [limit.and(a.re.lt(0)), limit.and(a.re.gt(0))];
  return {
    re: gone.where(0, endless.where(Number.POSITIVE_INFINITY, flat.where(size, size.mul(a.im.cos())))),
    im: gone.where(0, endless.where(lost, flat.where(a.im, size.mul(a.im.sin())))),
  };
}

/** e^a − 1 without cancellation near 0. */
export function expm1(a: Pair): Pair {
  const half = a.im.mul(0.5).sin();
  const cos = a.im.cos();
  return {
    re: a.re.expm1().mul(cos).sub(half.mul(half).mul(2)),
    im: a.re.exp().mul(a.im.sin()),
  };
}

/** ln |a| + i·arg a; near |a| = 1 the logarithm is taken of |a|² − 1. */
export function log(a: Pair): Pair {
  const [x, y] = [a.re.abs(), a.im.abs()];
  const [large, small] = [x.max(y), x.min(y)];
  const size = magnitude(a);
  const near = size.gt(0.5).and(size.lt(2));
  const excess = large.sub(1).mul(large.add(1)).add(small.mul(small));
  return { re: near.where(excess.log1p().mul(0.5), size.log()), im: angle(a) };
}

export function log1p(a: Pair): Pair {
  const shifted = { re: a.re.add(1), im: a.im };
  const near = a.re.abs().lt(0.5).and(a.im.abs().lt(0.5));
  const excess = a.re.mul(a.re.add(2)).add(a.im.mul(a.im));
  return { re: near.where(excess.log1p().mul(0.5), log(shifted).re), im: angle(shifted) };
}

/** e^(b·ln a); 0^0 is 1, and 0^b is 0 where b has a positive real part. */
export function pow(a: Pair, b: Pair): Pair {
  const general = exp(mul(b, log(a)));
  const zero = a.re.eq(0).and(a.im.eq(0));
  const one = b.re.eq(0).and(b.im.eq(0));
  const vanishes = zero.and(b.re.gt(0));
  return {
    re: one.where(1, vanishes.where(0, general.re)),
    im: one.or(vanishes).where(0, general.im),
  };
}

/** An infinite size of unknown sign: the real part is ∞ by convention. */
function unlessLost(a: Pair, value: Pair): Pair {
  const { limit, lost } = limits(a);
  return { re: limit.where(Number.POSITIVE_INFINITY, value.re), im: limit.where(lost, value.im) };
}

export const sinh = (a: Pair): Pair =>
  unlessLost(a, { re: a.re.sinh().mul(a.im.cos()), im: a.re.cosh().mul(a.im.sin()) });

export const cosh = (a: Pair): Pair =>
  unlessLost(a, { re: a.re.cosh().mul(a.im.cos()), im: a.re.sinh().mul(a.im.sin()) });

/** Kahan's form: sinh never overflows, since far out the result is ±1. */
export function tanh(a: Pair): Pair {
  const { re, im } = a;
  const far = re.abs().gt(20);
  const near = far.where(0, re);
  const [t, s] = [im.tan(), near.sinh()];
  const [beta, rho] = [t.mul(t).add(1), s.mul(s).add(1).sqrt()];
  const norm = beta.mul(s).mul(s).add(1);
  const decay = re.abs().mul(-2).exp().mul(4);
  return {
    re: far.where(re.sign(), beta.mul(rho).mul(s).div(norm)),
    im: limits(a).limit.where(0, far.where(im.sin().mul(im.cos()).mul(decay), t.div(norm))),
  };
}

/** i·a */
const turned = (a: Pair): Pair => ({ re: a.im.neg(), im: a.re });
/** −i·a */
const turnedBack = (a: Pair): Pair => ({ re: a.im, im: a.re.neg() });

export function sin(a: Pair): Pair {
  const t = turned(a);
  const { re, im } = turnedBack(sinh(t));
  // Of unknown sign again, and positive by convention.
  return { re, im: limits(t).limit.where(Number.POSITIVE_INFINITY, im) };
}
export const cos = (a: Pair): Pair => cosh(turned(a));
export const tan = (a: Pair): Pair => turnedBack(tanh(turned(a)));

const onePlus = (a: Pair): Pair => ({ re: a.re.add(1), im: a.im });
const oneMinus = (a: Pair): Pair => ({ re: a.re.neg().add(1), im: a.im.neg() });

/** Beyond this size 1 is lost beside a², and asin, acos and acosh are logarithms of 2a. */
const LARGE = 1e8;
const logOfTwice = (size: Scalar): Scalar => size.log().add(Math.LN2);

export function asin(a: Pair): Pair {
  const [minus, plus] = [sqrt(oneMinus(a)), sqrt(onePlus(a))];
  const size = magnitude(a);
  const large = size.gt(LARGE);
  const far = withSign(logOfTwice(size), a.im);
  return {
    re: large.where(a.re.atan2(a.im.abs()), a.re.atan2(minus.re.mul(plus.re).sub(minus.im.mul(plus.im)))),
    im: large.where(far, minus.re.mul(plus.im).sub(minus.im.mul(plus.re)).asinh()),
  };
}

export function acos(a: Pair): Pair {
  const [minus, plus] = [sqrt(oneMinus(a)), sqrt(onePlus(a))];
  const size = magnitude(a);
  const large = size.gt(LARGE);
  const far = withSign(logOfTwice(size), a.im).neg();
  return {
    re: large.where(a.im.abs().atan2(a.re), minus.re.atan2(plus.re).mul(2)),
    im: large.where(far, plus.re.mul(minus.im).sub(plus.im.mul(minus.re)).asinh()),
  };
}

export function acosh(a: Pair): Pair {
  const [minus, plus] = [sqrt({ re: a.re.sub(1), im: a.im }), sqrt(onePlus(a))];
  const size = magnitude(a);
  const large = size.gt(LARGE);
  return {
    re: large.where(logOfTwice(size), minus.re.mul(plus.re).add(minus.im.mul(plus.im)).asinh()),
    im: large.where(angle(a), minus.im.atan2(plus.re).mul(2)),
  };
}

export function atanh(a: Pair): Pair {
  const { re, im } = a;
  const square = im.mul(im);
  const below = re.neg().add(1);
  const infinite = re.isinf().or(im.isinf());
  return {
    re: infinite.where(
      withSign(constant(0, re.dtype), re),
      re.mul(4).div(below.mul(below).add(square)).log1p().mul(0.25),
    ),
    im: infinite.where(
      im.isnan().where(im, withSign(constant(Math.PI / 2, re.dtype), im)),
      im
        .mul(2)
        .atan2(below.mul(re.add(1)).sub(square))
        .mul(0.5),
    ),
  };
}

export const asinh = (a: Pair): Pair => turnedBack(asin(turned(a)));
export const atan = (a: Pair): Pair => turnedBack(atanh(turned(a)));

/** 1 / (1 + e^−a) */
export const sigmoid = (a: Pair): Pair => reciprocal(onePlus(exp(neg(a))));
