import { GradientError, LinAlgError } from '../../../errors.js';
import { Primitive } from '../../../op/define.js';
import { batchText } from '../../../op/routine.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { div } from '../../arithmetic/div.js';
import { mul } from '../../arithmetic/mul.js';
import { sub } from '../../arithmetic/sub.js';
import { mH } from '../../complex/conjugated.js';
import { real } from '../../complex/real.js';
import { to } from '../../conversion/to.js';
import { tril } from '../../creation/tril.js';
import { triu } from '../../creation/triu.js';
import { cat } from '../../movement/cat.js';
import { diagonal } from '../../movement/diagonal.js';
import { narrow } from '../../movement/narrow.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { matmul } from '../matmul.js';
import {
  columns,
  diagonalMatrix,
  infoOf,
  notConverged,
  realTypeOf,
  result,
  rows,
  withDiagonal,
} from './matrix.js';
import { triangular } from './triangular.js';

/** Twice the anti-Hermitian part. */
const skew = (x: Tensor): Tensor => sub(x, mH(x));

/** The lower triangle, mirrored to the upper. */
const mirrored = (x: Tensor): Tensor => add(tril(x), mH(tril(x, -1)));

/** The same with a real diagonal: that of R is. */
const hermitian = (x: Tensor): Tensor => {
  if (x.dtype.kind !== 'complex') return mirrored(x);
  const below = tril(x, -1);
  return add(add(below, mH(below)), onDiagonal(real(diagonal(x, 0, { dim1: -2, dim2: -1 })), x));
};

/** Real numbers as diagonal matrices of the type of `like`. */
const onDiagonal = (d: Tensor, like: Tensor): Tensor => diagonalMatrix(to(d, like.dtype));

interface CholeskyAttributes {
  readonly check: string | null;
  /** A is the adjoint of the matrix that was given: its gradient is turned, so that it is that of the matrix itself. */
  readonly turned: boolean;
  readonly [name: string]: unknown;
}

/** A [*, n, n], of which the lower triangle is read → L [*, n, n] with A = LLᴴ, info (order of the minor that failed). */
export const cholesky: Primitive<CholeskyAttributes> = new Primitive<CholeskyAttributes>({
  kind: 'routine',
  name: 'cholesky',
  savesOutputs: [0],
  infer: ([a]) => [{ shape: a!.shape, dtype: a!.dtype }, infoOf(a!)],
  failure: (failure, [a], { check }) =>
    check === null
      ? null
      : new LinAlgError(
          `${check}: ${batchText(a!, failure)}the factorization could not be completed because the input is not positive-definite (the leading minor of order ${failure.info} is not positive-definite)`,
        ),
  // ½ L⁻ᵀ (Φ + Φᵀ without its diagonal twice) L⁻¹ with Φ the lower triangle of Lᵀ g (Murray 2016).
  gradient: (c, [g]) => {
    if (g === null) return [null];
    const l = c.output(0);
    const phi = mirrored(matmul(mH(l), tril(g!)));
    const left = triangular(mH(l), mul(phi, 0.5), { upper: true });
    const ga = triangular(l, left, { upper: false, left: false });
    return [(c.attributes as CholeskyAttributes).turned ? mH(ga) : ga];
  },
});

export type QrMode = 'reduced' | 'complete' | 'r';

/** A [*, m, n] → Q [*, m, k] and R [*, k, n]; Q is empty for mode 'r'. R's signs are those of Householder reflections. */
export const qrFactors: Primitive<{ mode: QrMode }> = new Primitive<{ mode: QrMode }>({
  kind: 'routine',
  name: 'qr',
  savesOutputs: [0, 1],
  infer: ([a], { mode }) => {
    const [m, n] = [rows(a!), columns(a!)];
    const k = mode === 'complete' ? m : Math.min(m, n);
    const q = mode === 'r' ? { shape: Object.freeze([0]), dtype: a!.dtype } : result(a!, a!.dtype, m, k);
    return [q, result(a!, a!.dtype, k, n)];
  },
  gradient: (c, [gq, gr]) => {
    const { mode } = c.attributes as { mode: QrMode };
    const [q, r] = [c.output(0), c.output(1)];
    if (mode === 'r') {
      throw new GradientError(
        "linalg.qr: the gradient needs Q, which mode 'r' doesn't compute; use mode 'reduced'",
      );
    }
    const [m, n] = [rows(q), columns(r)];
    if (mode === 'complete' && m > n) {
      throw new GradientError(
        `linalg.qr: Q of mode 'complete' isn't determined by a matrix of ${m} rows and ${n} columns, so it has no gradient; use mode 'reduced'`,
      );
    }
    return [m >= n ? tallGradient(q, r, gq!, gr!) : wideGradient(q, r, gq!, gr!)];
  },
});

/** [gQ + Q copyltu(M)] R⁻ᵀ with M = R gRᵀ − gQᵀ Q (Walter and Lehmann 2010). */
function tallGradient(q: Tensor, r: Tensor, gq: Tensor | null, gr: Tensor | null): Tensor {
  let m: Tensor | null = gr === null ? null : matmul(r, mH(triu(gr)));
  if (gq !== null) {
    const part = matmul(mH(gq), q);
    m = m === null ? mul(part, -1) : sub(m, part);
  }
  let left = matmul(q, hermitian(m!));
  if (gq !== null) left = add(gq, left);
  return triangular(mH(r), left, { upper: false, left: false });
}

/** A = [X | Y], R = [U | V] with X = QU square: the gradient of V goes through Q = XU⁻¹. */
function wideGradient(q: Tensor, r: Tensor, gq: Tensor | null, gr: Tensor | null): Tensor {
  const [m, n] = [rows(r), columns(r)];
  const u = narrow(r, -1, 0, m);
  if (gr === null) {
    const first = tallGradient(q, u, gq, null);
    return cat([first, mul(narrow(r, -1, m, n - m), 0)], -1);
  }
  const [gu, gv] = [narrow(gr, -1, 0, m), narrow(gr, -1, m, n - m)];
  const y = matmul(q, narrow(r, -1, m, n - m));
  const through = matmul(y, mH(gv));
  const first = tallGradient(q, u, gq === null ? through : add(gq, through), gu);
  return cat([first, matmul(q, gv)], -1);
}

/**
 * A [*, n, n] Hermitian, of which the lower triangle is read → eigenvalues [*, n] ascending, eigenvectors as columns
 * (empty unless `vectors`), info. Of a vector's components at least half as large as the largest, the first is positive (and real).
 */
export const eighFactors: Primitive<{ vectors: boolean; op: string }> = new Primitive<{
  vectors: boolean;
  op: string;
}>({
  kind: 'routine',
  name: 'eigh',
  savesOutputs: [0, 1],
  infer: ([a], { vectors }) => {
    const n = rows(a!);
    const v = vectors ? result(a!, a!.dtype, n, n) : { shape: Object.freeze([0]), dtype: a!.dtype };
    return [result(a!, realTypeOf(a!), n), v, infoOf(a!)];
  },
  failure: (failure, inputs, { op }) => notConverged(op)(failure, inputs),
  // V (diag(gL) + skew(Vᵀ gV) / 2E) Vᵀ, which is symmetric, with E_ij = L_j − L_i: infinite where eigenvalues are equal, as the derivative is.
  gradient: (c, [gl, gv]) => {
    const [l, v] = [c.output(0), c.output(1)];
    let inner: Tensor | null = gl == null ? null : onDiagonal(gl, v);
    if (gv != null) {
      const gaps = withDiagonal(sub(unsqueeze(l, -2), unsqueeze(l, -1)), 1);
      const turned = withDiagonal(div(mul(skew(matmul(mH(v), gv)), 0.5), gaps), 0);
      inner = inner === null ? turned : add(inner, turned);
    }
    return [inner === null ? null : matmul(matmul(v, inner), mH(v))];
  },
});

/**
 * A [*, m, n] → U, S [*, k] descending, Vh, info with k = min(m, n); U is [*, m, m] and Vh [*, n, n] when `full`, else
 * [*, m, k] and [*, k, n], and both empty unless `vectors`. Signs: see `eighFactors`, for the columns of U.
 */
export const svdFactors: Primitive<{ full: boolean; vectors: boolean; op: string }> = new Primitive<{
  full: boolean;
  vectors: boolean;
  op: string;
}>({
  kind: 'routine',
  name: 'svd',
  savesOutputs: [0, 1, 2],
  infer: ([a], { full, vectors }) => {
    const [m, n] = [rows(a!), columns(a!)];
    const k = Math.min(m, n);
    const empty = { shape: Object.freeze([0]), dtype: a!.dtype };
    return [
      vectors ? result(a!, a!.dtype, m, full ? m : k) : empty,
      result(a!, realTypeOf(a!), k),
      vectors ? result(a!, a!.dtype, full ? n : k, n) : empty,
      infoOf(a!),
    ];
  },
  failure: (failure, inputs, { op }) => notConverged(op)(failure, inputs),
  gradient: (c, [gu, gs, gvh]) => {
    const s = c.output(1);
    const k = s.shape[s.ndim - 1]!;
    // Beyond the singular values U and V aren't determined, and what arrives there is dropped, as in PyTorch.
    const u = narrow(c.output(0), -1, 0, k);
    const vh = narrow(c.output(2), -2, 0, k);
    return [
      svdGradient(
        u,
        s,
        vh,
        gu == null ? null : narrow(gu, -1, 0, k),
        gs ?? null,
        gvh == null ? null : narrow(gvh, -2, 0, k),
      ),
    ];
  },
});

/** Townsend, "Differentiating the singular value decomposition", 2016. */
function svdGradient(
  u: Tensor,
  s: Tensor,
  vh: Tensor,
  gu: Tensor | null,
  gs: Tensor | null,
  gvh: Tensor | null,
): Tensor | null {
  if (gu === null && gvh === null) {
    return gs === null ? null : matmul(mul(u, unsqueeze(gs, -2)), vh);
  }
  const [row, column] = [unsqueeze(s, -2), unsqueeze(s, -1)];
  // E_ij = S_j² − S_i², as a product, which loses no digits.
  const gaps = withDiagonal(mul(sub(row, column), add(row, column)), 1);
  let inner: Tensor | null = gs === null ? null : onDiagonal(gs, u);
  const plus = (x: Tensor): void => {
    inner = inner === null ? x : add(inner, x);
  };
  if (gu !== null) {
    const turned = skew(matmul(mH(u), gu));
    plus(mul(div(withDiagonal(turned, 0), gaps), row));
    // A phase that moves from U to V: where both are real there is none.
    if (u.dtype.kind === 'complex') {
      plus(diagonalMatrix(div(diagonal(turned, 0, { dim1: -2, dim2: -1 }), mul(s, 2))));
    }
  }
  if (gvh !== null) plus(mul(column, div(withDiagonal(skew(matmul(vh, mH(gvh))), 0), gaps)));
  let g = matmul(matmul(u, inner!), vh);
  const [m, n, k] = [rows(u), columns(vh), columns(u)];
  if (gu !== null && m > k) {
    const rest = div(sub(gu, matmul(u, matmul(mH(u), gu))), row);
    g = add(g, matmul(rest, vh));
  }
  if (gvh !== null && n > k) {
    const rest = div(sub(gvh, matmul(matmul(gvh, mH(vh)), vh)), column);
    g = add(g, matmul(u, rest));
  }
  return g;
}
