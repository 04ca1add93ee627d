import { ShapeError } from '../../../errors.js';
import { broadcastShapes, sameShape, showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { squeeze } from '../../movement/squeeze.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import type { Check } from './lu.js';
import { batchOf, checkAlike, checkNumbers, checkSquare, columns, expandBatch, mT, rows } from './matrix.js';
import { solveFactors } from './solve.js';

/** B is a vector, or a batch of them: [n], or [*, n] with exactly the batch of A. */
export const isVector = (a: Tensor, b: Tensor): boolean =>
  b.ndim === 1 || (a.ndim - 1 === b.ndim && sameShape(b.shape, a.shape.slice(0, -1)));

/** What `solve` and `solveEx` share: solution and info. */
export function solveSystem(
  op: string,
  A: unknown,
  B: unknown,
  left: boolean,
  check: Check,
): [Tensor, Tensor] {
  checkSquare(op, 'A', A);
  checkNumbers(op, 'B', B);
  checkAlike(op, A, B);
  const vector = isVector(A, B);
  if (vector && !left)
    throw new ShapeError(`${op}: left: false needs a matrix B, got the vector shape ${showShape(B.shape)}`);
  if (B.ndim === 0) throw new ShapeError(`${op}: B must have at least 1 dimension, got shape []`);
  const matrix = vector ? unsqueeze(B, -1) : B;
  const right = left ? matrix : mT(matrix);
  if (rows(right) !== columns(A)) {
    throw new ShapeError(
      `${op}: incompatible shapes ${showShape(A.shape)} and ${showShape(B.shape)} for the equation ${left ? 'AX = B' : 'XA = B'} (${columns(A)} ≠ ${rows(right)})`,
    );
  }
  const batch = broadcastShapes(op, [batchOf(A), batchOf(right)]);
  const [x, , , info] = solveFactors.call([expandBatch(left ? A : mT(A), batch), expandBatch(right, batch)], {
    check,
  });
  const solution = left ? x! : mT(x!);
  return [vector ? squeeze(solution, -1) : solution, info!];
}
