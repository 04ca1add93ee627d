import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/** Terms of the recurrence ψ₁(x) = ψ₁(x + 1) + 1/x²: from x + 10 on, the series below is exact to 1e-14. */
const SHIFT = 10;

/** Bernoulli numbers B₂ₖ of the asymptotic series. */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66];

/**
 * The derivative of digamma, ψ₁, as an expression of other instructions: it is needed for second derivatives of lgamma
 * only, which doesn't justify one of its own. Below 1/2, by the reflection ψ₁(x) = π²/sin²(πx) − ψ₁(1 − x).
 */
export function trigamma(x: Scalar): Scalar {
  const one = constant(1, x.dtype);
  const reflected = x.lt(0.5);
  const from = reflected.where(one.sub(x), x);
  let sum = constant(0, x.dtype);
  for (let k = 0; k < SHIFT; k++) {
    const shifted = from.add(k);
    sum = sum.add(shifted.mul(shifted).reciprocal());
  }
  const inverse = from.add(SHIFT).reciprocal();
  const square = inverse.mul(inverse);
  let power = inverse;
  let series = inverse.add(square.mul(0.5));
  for (const b of BERNOULLI) {
    power = power.mul(square);
    series = series.add(power.mul(b));
  }
  const value = sum.add(series);
  const sine = x.mul(Math.PI).sin();
  return reflected.where(
    constant(Math.PI * Math.PI, x.dtype)
      .div(sine.mul(sine))
      .sub(value),
    value,
  );
}
