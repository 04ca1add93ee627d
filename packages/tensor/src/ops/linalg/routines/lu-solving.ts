import { int32 } from '../../../dtype.js';
import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { describe } from '../../../op/options.js';
import { broadcastShapes, sameShape, showShape } from '../../../shape.js';
import { Tensor } from '../../../tensor.js';
import { mH } from '../../complex/conjugated.js';
import { expand } from '../../movement/expand.js';
import { luSolve } from './lu.js';
import { batchOf, checkAlike, checkSquare, columns, expandBatch, rows } from './matrix.js';

/** @throws DTypeError or ShapeError unless these are the pivots of a factorization like `lu` */
export function checkPivots(op: string, lu: Tensor, pivots: unknown): asserts pivots is Tensor {
  if (!(pivots instanceof Tensor))
    throw new ArgumentError(`${op}: pivots must be a tensor, got ${describe(pivots)}`);
  pivots.assertAlive(op);
  if (pivots.dtype !== int32) throw new DTypeError(`${op}: pivots must be int32, got ${pivots.dtype}`);
  const expected = [...batchOf(lu), Math.min(rows(lu), columns(lu))];
  if (!sameShape(pivots.shape, expected)) {
    throw new ShapeError(
      `${op}: pivots must have shape ${showShape(expected)}, got ${showShape(pivots.shape)}`,
    );
  }
}

/** `linalg.luSolve` and `luSolve`; B has at least two dimensions. */
export function solveWithFactors(
  op: string,
  lu: unknown,
  pivots: unknown,
  b: Tensor,
  o: { readonly left: boolean; readonly adjoint: boolean },
): Tensor {
  checkSquare(op, 'LU', lu);
  checkPivots(op, lu, pivots);
  checkAlike(op, lu, b);
  const right = o.left ? b : mH(b);
  if (rows(right) !== columns(lu)) {
    throw new ShapeError(
      `${op}: incompatible shapes ${showShape(lu.shape)} and ${showShape(b.shape)} for the equation ${o.left ? 'AX = B' : 'XA = B'} (${columns(lu)} ≠ ${rows(right)})`,
    );
  }
  const batch = broadcastShapes(op, [batchOf(lu), batchOf(right)]);
  const x = luSolve.call(
    [expandBatch(lu, batch), expand(pivots, [...batch, columns(lu)]), expandBatch(right, batch)],
    // XA = B is AᴴXᴴ = Bᴴ.
    { adjoint: o.left ? o.adjoint : !o.adjoint },
  )[0]!;
  return o.left ? x : mH(x);
}
