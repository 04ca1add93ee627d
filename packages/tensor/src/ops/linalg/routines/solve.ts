import { gradState } from '../../../grad/mode.js';
import { Primitive } from '../../../op/define.js';
import type { Tensor } from '../../../tensor.js';
import { abs } from '../../arithmetic/abs.js';
import { add } from '../../arithmetic/add.js';
import { mul } from '../../arithmetic/mul.js';
import { neg } from '../../arithmetic/neg.js';
import { sgn } from '../../arithmetic/sgn.js';
import { sign } from '../../arithmetic/sign.js';
import { sub } from '../../arithmetic/sub.js';
import { eq } from '../../comparison/eq.js';
import { ne } from '../../comparison/ne.js';
import { where } from '../../comparison/where.js';
import { complex } from '../../complex/complex.js';
import { conj } from '../../complex/conj.js';
import { conjugated, mH } from '../../complex/conjugated.js';
import { imag } from '../../complex/imag.js';
import { to } from '../../conversion/to.js';
import { arange } from '../../creation/arange.js';
import { diagonal } from '../../movement/diagonal.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { log } from '../../pointwise/log.js';
import { prod } from '../../reduction/prod.js';
import { sum } from '../../reduction/sum.js';
import { matmul } from '../matmul.js';
import type { Check } from './lu.js';
import { luFactor, luSolve } from './lu.js';
import { batchOf, diagonalMatrix, epsilonOf, expandBatch, identityLike } from './matrix.js';

/**
 * A [*, n, n], B [*, n, k] of one batch → X with AX = B, and the factors LU, pivots and info. Singular matrices give
 * infinities; the caller looks at info.
 */
export const solveFactors: Primitive<{ check: Check }> = new Primitive<{ check: Check }>({
  kind: 'composite',
  name: 'solve',
  saves: [0],
  savesOutputs: [0, 1, 2],
  body: ([a, b], { check }) => {
    const [lu, pivots, info] = luFactor.call([a!], { check });
    return [luSolve.call([lu!, pivots!, b!], { adjoint: false })[0]!, lu!, pivots!, info!];
  },
  gradient: (c, [g]) => {
    if (g === null) return [null, null];
    // The factors say it at a third of the cost; but they don't know A, which a second derivative needs.
    const gb = gradState.enabled
      ? solveFactors.call([mH(c.input(0)), g!], { check: null })[0]!
      : luSolve.call([c.output(1), c.output(2), g!], { adjoint: true })[0]!;
    return [c.needs(0) ? neg(matmul(gb, mH(c.output(0)))) : null, gb];
  },
});

/** A [*, n, n] → A⁻¹ and info. */
export const inverse: Primitive<{ check: Check }> = new Primitive<{ check: Check }>({
  kind: 'composite',
  name: 'inverse',
  savesOutputs: [0],
  body: ([a], { check }) => {
    const [lu, pivots, info] = luFactor.call([a!], { check });
    const eye = expandBatch(identityLike(a!), batchOf(a!));
    return [luSolve.call([lu!, pivots!, eye], { adjoint: false })[0]!, info!];
  },
  gradient: (c, [g]) => {
    if (g === null) return [null];
    const t = mH(c.output(0));
    return [neg(matmul(matmul(t, g!), t))];
  },
});

/** 1 or −1 as the number of row exchanges is even or odd, [*]. */
function parity(pivots: Tensor, like: Tensor): Tensor {
  const n = pivots.shape[pivots.ndim - 1]!;
  const own = arange(1, n + 1, { dtype: pivots.dtype, device: pivots.device });
  const moved = to(ne(pivots, own), like.dtype);
  return prod(sub(1, mul(moved, 2)), -1);
}

/** g A⁻ᵀ for g [*, 1, 1], from A when the backward pass is recorded, from its factors otherwise. */
function timesInverse(g: Tensor, a: Tensor, lu: Tensor, pivots: Tensor): Tensor {
  const right = mul(g, identityLike(a));
  return gradState.enabled
    ? solveFactors.call([mH(a), right], { check: null })[0]!
    : luSolve.call([lu, pivots, right], { adjoint: true })[0]!;
}

const matrixOf = (g: Tensor): Tensor => unsqueeze(unsqueeze(g, -1), -1);

/** A [*, n, n] → its determinant [*], LU, pivots. */
export const determinant: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'composite',
  name: 'determinant',
  saves: [0],
  savesOutputs: [0, 1, 2],
  body: ([a]) => {
    const [lu, pivots] = luFactor.call([a!], { check: null });
    const d = diagonal(lu!, 0, { dim1: -2, dim2: -1 });
    return [mul(prod(d, -1), parity(pivots!, a!)), lu!, pivots!];
  },
  gradient: (c, [g]) => {
    if (g === null) return [null];
    const [a, lu, pivots] = [c.input(0), c.output(1), c.output(2)];
    if (gradState.enabled) return [timesInverse(matrixOf(mul(g!, conjugated(c.output(0)))), a, lu, pivots)];
    // The determinant is a polynomial, its gradient the adjugate, also where A has no inverse: a tiny number in place of
    // each pivot that is 0 gives it in the limit.
    const tiny = epsilonOf(lu);
    const d = diagonal(lu, 0, { dim1: -2, dim2: -1 });
    const fixed = add(lu, diagonalMatrix(to(eq(d, 0), lu.dtype).mul(tiny)));
    const det = mul(prod(where(eq(d, 0), tiny, d), -1), parity(pivots, lu));
    return [timesInverse(matrixOf(mul(g!, conjugated(det))), a, fixed, pivots)];
  },
});

/** A [*, n, n] → the sign of the determinant and the logarithm of its absolute value, LU, pivots. */
export const signAndLog: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'composite',
  name: 'slogdet',
  saves: [0],
  savesOutputs: [0, 2, 3],
  body: ([a]) => {
    const [lu, pivots] = luFactor.call([a!], { check: null });
    const d = diagonal(lu!, 0, { dim1: -2, dim2: -1 });
    return [
      mul(prod(a!.dtype.kind === 'complex' ? sgn(d) : sign(d), -1), parity(pivots!, a!)),
      sum(log(abs(d)), -1),
      lu!,
      pivots!,
    ];
  },
  // With det = sign · e^l: l moves with the real part of tr A⁻¹dA, the sign with its imaginary part.
  gradient: (c, [gs, gl]) => {
    const a = c.input(0);
    const isComplex = a.dtype.kind === 'complex';
    const turned = isComplex && gs != null ? neg(imag(mul(conj(gs), c.output(0)))) : null;
    if (gl == null && turned === null) return [null];
    const g = turned === null ? to(gl!, a.dtype) : complex(gl ?? mul(turned, 0), turned);
    return [timesInverse(matrixOf(g), a, c.output(2), c.output(3))];
  },
});
