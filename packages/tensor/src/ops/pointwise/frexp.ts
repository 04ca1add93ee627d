import { int32 } from '../../dtype.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';
import { Fused } from '../nn/fused.js';
import { checkFloating } from '../reduction/reduction.js';

/** `[mantissa, exponent]`, or by name. */
export interface MantissaExponent extends Iterable<Tensor> {
  readonly mantissa: Tensor;
  /** int32. */
  readonly exponent: Tensor;
}

/** 2^e in two factors, neither of which leaves the range of the type. */
function scaled(x: Scalar, e: Scalar): Scalar {
  const half = e.mul(0.5).floor();
  return x.mul(half.exp2()).mul(e.sub(half).exp2());
}

/** Mantissa with ½ ≤ |m| < 1, and exponent. The logarithm may be off by one next to powers of 2: that is put right. */
function split(x: Scalar): [Scalar, Scalar] {
  const special = x.eq(0).or(x.isinf()).or(x.isnan());
  const safe = special.where(constant(1, x.dtype), x.abs());
  const guess = safe.log2().floor().add(1);
  const first = scaled(safe, guess.neg());
  const over = first.ge(1);
  const under = first.lt(0.5);
  const exponent = over.where(guess.add(1), under.where(guess.sub(1), guess));
  const mantissa = over.where(first.mul(0.5), under.where(first.mul(2), first));
  const signed = x.lt(0).where(mantissa.neg(), mantissa);
  return [special.where(x, signed), special.where(constant(0, x.dtype), exponent)];
}

const mantissaOf = new Fused(
  'frexpMantissa',
  0,
  ([x]) => [split(x!)[0]],
  (g, [x]) => [scaled(g, split(x!)[1].neg())],
);
const exponentOf = new Fused('frexpExponent', 0, ([x]) => [split(x!)[1].to(int32)]);

/** Mantissa and exponent of each element: input = mantissa · 2^exponent, with ½ ≤ |mantissa| < 1, or 0. */
export const frexp: Op<(input: Tensor) => MantissaExponent> = defineOp(
  {
    name: 'frexp',
    kind: 'composite',
    dtypes: 'float',
    tolerance: 'exact',
    samples: (make) => [
      [make.tensor([3, 4], { low: -900, high: 900 })],
      [make.tensor([5], { low: 0.0201, high: 0.03 })],
      [make.tensor([])],
      [make.tensor([0, 2])],
    ],
  },
  composed((input: Tensor): MantissaExponent => {
    checkFloating('frexp', input.dtype);
    const mantissa = mantissaOf.call([input]);
    const exponent = exponentOf.call([input]);
    return {
      mantissa,
      exponent,
      *[Symbol.iterator]() {
        yield mantissa;
        yield exponent;
      },
    };
  }),
);
