import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/**
 * The next floating-point number after x in the direction of y, by arithmetic alone (Rump, Zimmermann, Boldo and
 * Melquiond, "Computing predecessor and successor in rounding to nearest", 2009). float32 and float64.
 */
export function neighbour(x: Scalar, y: Scalar): Scalar {
  const wide = x.dtype.bytes === 8;
  const u = wide ? 2 ** -53 : 2 ** -24;
  const smallest = wide ? 2 ** -1074 : 2 ** -149;
  const largest = wide ? Number.MAX_VALUE : 3.4028234663852886e38;
  const up = y.gt(x);
  // Outwards from 0 or inwards, for the magnitude.
  const a = x.abs();
  const outwards = up.ne(x.lt(0));
  const normal = a.ge(smallest / (2 * u * u));
  // Below, the magnitude is scaled up, or a single smallest number is the step.
  const scaled = normal.where(a, a.mul(1 / u));
  const step = scaled.mul(u * (1 + 2 * u));
  const moved = outwards.where(scaled.add(step), scaled.sub(step));
  const coarse = normal.where(moved, moved.mul(u));
  const fine = outwards.where(a.add(smallest), a.sub(smallest));
  const magnitude = a.lt(smallest / u).where(fine, coarse);
  const inner = a.isinf().where(constant(largest, x.dtype), magnitude);
  const signed = x.lt(0).where(inner.neg(), inner);
  const fromZero = up.where(constant(smallest, x.dtype), -smallest);
  const result = x.eq(0).where(fromZero, signed);
  return x.isnan().where(x, y.isnan().or(x.eq(y)).where(y, result));
}
