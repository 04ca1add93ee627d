import { int64 } from '../../../dtype.js';
import { LinAlgError } from '../../../errors.js';
import { Primitive } from '../../../op/define.js';
import { batchText } from '../../../op/routine.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { neg } from '../../arithmetic/neg.js';
import { sub } from '../../arithmetic/sub.js';
import { gt } from '../../comparison/gt.js';
import { where } from '../../comparison/where.js';
import { mH } from '../../complex/conjugated.js';
import { cat } from '../../movement/cat.js';
import { narrow } from '../../movement/narrow.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { matmul } from '../matmul.js';
import { thresholdOf } from './cut.js';
import { eighFactors, svdFactors } from './decompositions.js';
import { columns, infoOf, NOT_FINITE, notConverged, realTypeOf, result, rows } from './matrix.js';

/** A [*, n, n] → e^A. */
export const exponential: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'routine',
  name: 'matrixExp',
  saves: [0],
  infer: ([a]) => [{ shape: a!.shape, dtype: a!.dtype }],
  // exp([[Aᵀ, g], [0, Aᵀ]]) has the gradient in its corner (Najfeld and Havel 1995).
  gradient: (c, [g]) => {
    const t = mH(c.input(0));
    const n = columns(t);
    const block = cat([cat([t, g!], -1), cat([mul(t, 0), t], -1)], -2);
    const e = exponential.call([block], {})[0]!;
    return [narrow(narrow(e, -2, 0, n), -1, n, n)];
  },
});

export type Driver = 'gels' | 'gelsy' | 'gelsd' | 'gelss';

/** A [*, m, n], B [*, m, k] of one batch → X [*, n, k], rank [*] int64, singular values [*, min(m, n)], info. */
export const leastSquares: Primitive<{ rcond: number; driver: Driver }> = new Primitive<{
  rcond: number;
  driver: Driver;
}>({
  kind: 'routine',
  name: 'lstsq',
  saves: [0, 1],
  infer: ([a, b]) => [
    result(a!, a!.dtype, columns(a!), columns(b!)),
    { shape: infoOf(a!).shape, dtype: int64 },
    result(a!, realTypeOf(a!), Math.min(rows(a!), columns(a!))),
    infoOf(a!),
  ],
  failure: (failure, inputs, { driver }) => {
    if (driver === 'gels' && failure.info !== NOT_FINITE) {
      return new LinAlgError(
        `linalg.lstsq: ${batchText(inputs[0]!, failure)}the least squares solution could not be computed because the input matrix does not have full rank (error code ${failure.info}); use driver 'gelsd'`,
      );
    }
    return notConverged('linalg.lstsq')(failure, inputs);
  },
  // X = A⁺ B
  gradient: (c, [g]) => {
    if (g == null) return [null, null];
    const [a, b] = [c.input(0), c.input(1)];
    const inverse = pseudoinverse.call([a], {
      atol: 0,
      rtol: c.attributes.rcond as number,
      hermitian: false,
    })[0]!;
    const gb = matmul(mH(inverse), g);
    if (!c.needs(0)) return [null, gb];
    return [pseudoinverseGradient(matmul(g, mH(b)), inverse, a), gb];
  },
});

interface Cut {
  /** Numbers; where one is a tensor [*], it is among the inputs and this is null. */
  readonly atol: number | null;
  readonly rtol: number | null;
  /** A is Hermitian: eigenvalues do it. */
  readonly hermitian: boolean;
  readonly [name: string]: unknown;
}

/** A [*, m, n], thresholds or nothing → A⁺; singular values up to max(atol, rtol · the largest) count as 0. */
export const pseudoinverse: Primitive<Cut> = new Primitive<Cut>({
  kind: 'composite',
  name: 'pinv',
  saves: [0],
  savesOutputs: [0],
  body: ([a, eachAtol, eachRtol], o) => {
    const { hermitian } = o;
    const op = 'linalg.pinv';
    const [atol, rtol] = [o.atol ?? eachAtol!, o.rtol ?? eachRtol!];
    if (hermitian) {
      const [l, v] = eighFactors.call([a!], { vectors: true, op });
      return [matmul(mul(v!, unsqueeze(reciprocals(l!.abs(), l!, atol, rtol), -2)), mH(v!))];
    }
    const [u, s, vh] = svdFactors.call([a!], { full: false, vectors: true, op });
    return [matmul(mul(mH(vh!), unsqueeze(reciprocals(s!, s!, atol, rtol), -2)), mH(u!))];
  },
  gradient: (c, [g]) => [g === null ? null : pseudoinverseGradient(g!, c.output(0), c.input(0))],
});

/** 1/value where the size is above the threshold, else 0. */
function reciprocals(size: Tensor, value: Tensor, atol: number | Tensor, rtol: number | Tensor): Tensor {
  if (size.shape[size.ndim - 1] === 0) return value;
  const largest = size.amax({ dim: -1, keepdim: true });
  const kept = gt(size, thresholdOf(largest, atol, rtol));
  return where(kept, where(kept, value, 1).reciprocal(), 0);
}

/** Golub and Pereyra 1973. */
function pseudoinverseGradient(g: Tensor, inverse: Tensor, a: Tensor): Tensor {
  const [gt, pt] = [mH(g), mH(inverse)];
  if (rows(a) <= columns(a)) {
    const k = matmul(gt, inverse);
    const kp = matmul(k, pt);
    const first = add(neg(mH(matmul(inverse, k))), kp);
    const second = matmul(matmul(a, inverse), kp);
    return add(sub(first, second), matmul(matmul(pt, inverse), sub(gt, matmul(k, a))));
  }
  const k = matmul(inverse, gt);
  const pk = matmul(pt, k);
  const first = sub(matmul(matmul(sub(gt, matmul(a, k)), inverse), pt), mH(matmul(k, inverse)));
  return add(first, sub(pk, matmul(matmul(pk, inverse), a)));
}
