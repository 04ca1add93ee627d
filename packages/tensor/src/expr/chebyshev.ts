import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/**
 * c₀/2 + Σ cₖ Tₖ(t) by Clenshaw's recurrence, where t runs from −1 to 1 as x runs from `low` to `high`.
 *
 * @param coefficients in ascending order; those too small for float32 are left out of float32 expressions
 */
export function chebyshev(x: Scalar, low: number, high: number, coefficients: readonly number[]): Scalar {
  const smallest = x.dtype.bytes === 8 ? 0 : 1e-9 * Math.abs(coefficients[0]!);
  const used = coefficients.filter((c) => Math.abs(c) > smallest);
  const t = x
    .mul(2)
    .sub(low + high)
    .div(high - low);
  const twice = t.mul(2);
  let b1 = constant(0, x.dtype);
  let b2 = constant(0, x.dtype);
  for (let k = used.length - 1; k >= 1; k--) {
    const next = twice.mul(b1).sub(b2).add(used[k]!);
    b2 = b1;
    b1 = next;
  }
  return t
    .mul(b1)
    .sub(b2)
    .add(used[0]! / 2);
}
