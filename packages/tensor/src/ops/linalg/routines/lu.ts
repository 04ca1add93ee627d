import { int32, int64 } from '../../../dtype.js';
import { ArgumentError, LinAlgError } from '../../../errors.js';
import { Primitive } from '../../../op/define.js';
import { batchText } from '../../../op/routine.js';
import type { Tensor } from '../../../tensor.js';
import { add } from '../../arithmetic/add.js';
import { neg } from '../../arithmetic/neg.js';
import { sub } from '../../arithmetic/sub.js';
import { eq } from '../../comparison/eq.js';
import { mH } from '../../complex/conjugated.js';
import { to } from '../../conversion/to.js';
import { arange } from '../../creation/arange.js';
import { tril } from '../../creation/tril.js';
import { triu } from '../../creation/triu.js';
import { cat } from '../../movement/cat.js';
import { narrow } from '../../movement/narrow.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { matmul } from '../matmul.js';
import { batchOf, columns, infoOf, rows, withDiagonal } from './matrix.js';
import { triangular } from './triangular.js';

/** Who wants to hear of a pivot that is 0, and what couldn't be completed because of it; null: nobody. */
export type Check = { readonly op: string; readonly what: string } | null;

/**
 * A [*, m, n] → LU [*, m, n] (L below the diagonal, its ones not stored), pivots [*, min(m, n)] int32 as LAPACK counts
 * them, from 1, and info [*] int32: the order of the first pivot that is 0, or 0.
 */
export const luFactor: Primitive<{ check: Check }> = new Primitive<{ check: Check }>({
  kind: 'routine',
  name: 'luFactor',
  savesOutputs: [0, 1],
  infer: ([a]) => {
    const k = Math.min(rows(a!), columns(a!));
    return [
      { shape: a!.shape, dtype: a!.dtype },
      { shape: Object.freeze([...batchOf(a!), k]), dtype: int32 },
      infoOf(a!),
    ];
  },
  failure: (failure, [a], { check }) =>
    check === null
      ? null
      : new LinAlgError(
          `${check.op}: ${batchText(a!, failure)}the diagonal element ${failure.info} is zero, the ${check.what} could not be completed because the input matrix is singular`,
        ),
  gradient: (c, [g]) => [gradientOfFactors(c.output(0), c.output(1), g!)],
});

/** The gradient of A = PLU, given that of L below and U on and above the diagonal. */
function gradientOfFactors(lu: Tensor, pivots: Tensor, g: Tensor): Tensor {
  const [m, n] = [rows(lu), columns(lu)];
  const k = Math.min(m, n);
  const p = permutationMatrix(pivots, m, lu);
  const top = (x: Tensor): Tensor => narrow(narrow(x, -2, 0, k), -1, 0, k);
  const [l1, u1, g1] = [withDiagonal(tril(top(lu), -1), 1), triu(top(lu)), top(g)];
  let lower = matmul(mH(l1), tril(g1, -1));
  let upper = matmul(triu(g1), mH(u1));
  if (n > k) {
    const [u2, g2] = [narrow(lu, -1, k, n - k), narrow(g, -1, k, n - k)];
    lower = sub(lower, matmul(g2, mH(u2)));
  }
  if (m > k) {
    const [l2, g2] = [narrow(lu, -2, k, m - k), narrow(g, -2, k, m - k)];
    upper = sub(upper, matmul(mH(l2), g2));
  }
  const inner = add(tril(lower, -1), triu(upper));
  // L⁻ᵀ · inner · U⁻ᵀ
  const left = triangular(mH(l1), inner, { upper: true, unitriangular: true });
  let first = triangular(mH(u1), left, { upper: false, left: false });
  if (n > k) {
    const g2 = narrow(g, -1, k, n - k);
    first = cat([first, triangular(mH(l1), g2, { upper: true, unitriangular: true })], -1);
  }
  if (m > k) {
    const g2 = narrow(g, -2, k, m - k);
    first = cat([first, triangular(mH(u1), g2, { upper: false, left: false })], -2);
  }
  return matmul(p, first);
}

/** Pivots [*, k] → the permutation [*, rows] int64 that they stand for: row i of PᵀA is row perm[i] of A. */
const pivotsToPermutation: Primitive<{ rows: number }> = new Primitive({
  kind: 'routine',
  name: 'pivotsToPermutation',
  infer: ([pivots], o) => [{ shape: Object.freeze([...pivots!.shape.slice(0, -1), o.rows]), dtype: int64 }],
  failure: ({ info }, [pivots], o) =>
    new ArgumentError(
      `lu: pivot ${info} of shape [${pivots!.shape.join(', ')}] is outside of the ${o.rows} rows; pivots count from 1`,
    ),
});

/** P [*, rows, rows] of A = PLU, of the dtype of `like`. */
export function permutationMatrix(pivots: Tensor, rows: number, like: Tensor): Tensor {
  const order = pivotsToPermutation.call([pivots], { rows })[0]!;
  const row = arange(rows, { dtype: int64, device: like.device });
  return to(eq(unsqueeze(row, -1), unsqueeze(order, -2)), like.dtype);
}

/** LU [*, n, n], pivots [*, n], B [*, n, k], of one batch → X with AX = B, or AᴴX = B for `adjoint`. */
export const luSolve: Primitive<{ adjoint: boolean }> = new Primitive<{ adjoint: boolean }>({
  kind: 'routine',
  name: 'luSolve',
  saves: [0, 1],
  savesOutputs: [0],
  infer: ([, , b]) => [{ shape: b!.shape, dtype: b!.dtype }],
  failure: ({ info }, [lu]) =>
    new ArgumentError(`luSolve: pivot ${info} is outside of the ${rows(lu!)} rows; pivots count from 1`),
  gradient: (c, [g]) => {
    const { adjoint } = c.attributes as { adjoint: boolean };
    const [lu, pivots, x] = [c.input(0), c.input(1), c.output(0)];
    const gb = luSolve.call([lu, pivots, g!], { adjoint: !adjoint })[0]!;
    if (!c.needs(0)) return [null, null, gb];
    // Of A itself, and then through A = PLU.
    const ga = neg(adjoint ? matmul(x, mH(gb)) : matmul(gb, mH(x)));
    const inner = matmul(mH(permutationMatrix(pivots, rows(lu), lu)), ga);
    const [l, u] = [withDiagonal(tril(lu, -1), 1), triu(lu)];
    return [add(tril(matmul(inner, mH(u)), -1), triu(matmul(mH(l), inner))), null, gb];
  },
});
