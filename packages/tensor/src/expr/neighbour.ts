import type { DType, DTypeName } from '../dtype.js';
import type { Scalar } from './scalar.js';
import { constant } from './scalar.js';

/** Half of the distance from 1 to the next number, the smallest number and the largest. */
const formats: Partial<Record<DTypeName, readonly [number, number, number]>> = {
  float64: [2 ** -53, 2 ** -1074, Number.MAX_VALUE],
  float32: [2 ** -24, 2 ** -149, 3.4028234663852886e38],
  float16: [2 ** -11, 2 ** -24, 65504],
  bfloat16: [2 ** -8, 2 ** -133, 3.3895313892515355e38],
};

/**
 * The next floating-point number after x in the direction of y, by arithmetic alone (Rump, Zimmermann, Boldo and
 * Melquiond, "Computing predecessor and successor in rounding to nearest", 2009). Half types come in float32, where the
 * sum is exact enough for the one rounding to `type` that follows to be right.
 */
export function neighbour(x: Scalar, y: Scalar, type: DType): Scalar {
  const [u, smallest, largest] = formats[type.name]!;
  const half = type !== x.dtype;
  const up = y.gt(x);
  // Outwards from 0 or inwards, for the magnitude.
  const a = x.abs();
  const outwards = up.ne(x.lt(0));
  const normal = a.ge(smallest / (2 * u * u));
  // Below, the magnitude is scaled up, or a single smallest number is the step.
  const scaled = half ? a : normal.where(a, a.mul(1 / u));
  const step = scaled.mul(u * (1 + 2 * u));
  const moved = outwards.where(scaled.add(step), scaled.sub(step));
  const coarse = half ? moved : normal.where(moved, moved.mul(u));
  const fine = outwards.where(a.add(smallest), a.sub(smallest));
  const magnitude = a.lt(smallest / u).where(fine, coarse);
  const inner = a.isinf().where(constant(largest, x.dtype), magnitude);
  const signed = x.lt(0).where(inner.neg(), inner);
  const fromZero = up.where(constant(smallest, x.dtype), -smallest);
  const result = x.eq(0).where(fromZero, signed);
  return x.isnan().where(x, y.isnan().or(x.eq(y)).where(y, result));
}
