import { ArgumentError, DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkNumber, checkOneOf, positionalOrNamed } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import { showShape } from '../../../shape.js';
import type { Tensor } from '../../../tensor.js';
import { abs } from '../../arithmetic/abs.js';
import { square } from '../../arithmetic/square.js';
import { sub } from '../../arithmetic/sub.js';
import { detach } from '../../conversion/detach.js';
import { zeros } from '../../creation/zeros.js';
import { squeeze } from '../../movement/squeeze.js';
import { unsqueeze } from '../../movement/unsqueeze.js';
import { sum } from '../../reduction/sum.js';
import { matmul } from '../matmul.js';
import { roundingOf } from '../routines/cut.js';
import { type Driver, leastSquares } from '../routines/functions.js';
import {
  broadcastBatches,
  checkAlike,
  checkMatrix,
  checkNumbers,
  columns,
  realTypeOf,
  rows,
} from '../routines/matrix.js';
import { isVector } from '../routines/solving.js';

export interface LstsqOptions {
  /** Singular values up to rcond · the largest count as 0 (default max(m, n) · ε). */
  rcond?: number | null;
  /** Routine of LAPACK (default 'gelsy'). */
  driver?: Driver | null;
}

/**
 * The X that minimizes ‖AX − B‖; of several, that of least norm.
 *
 * @param A [*, m, n]
 * @param B [*, m, k], or vectors: [m], or [*, m] with the very batch of A. Batches broadcast
 * @param rcond singular values up to rcond · the largest count as 0 (default max(m, n) · ε)
 * @param options.driver LAPACK's: 'gelsy' (default, QR with pivoting), 'gels' (A has full rank), 'gelsd' or 'gelss' (SVD)
 * @returns { solution, residuals, rank, singularValues }: ‖AX − B‖² of each column for m > n where the rank is full
 * (empty otherwise, and for 'gelsy'), the rank (empty for 'gels') and, for 'gelsd' and 'gelss', the singular values
 * @throws LinAlgError for values that aren't finite, and for 'gels' without full rank
 */
export const lstsq: FunctionOp<
  (
    A: Tensor,
    B: Tensor,
    rcond?: number | null | LstsqOptions,
    options?: LstsqOptions,
  ) => NamedResult<'solution' | 'residuals' | 'rank' | 'singularValues'>
> = defineOp(
  {
    name: 'linalg.lstsq',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([4, 3]), make.tensor([4, 2])],
      [make.matrices([2, 3, 3]), make.tensor([2, 3, 1])],
      [make.matrices([2, 4]), make.tensor([2, 2])],
      [make.matrices([4, 2]), make.tensor([4, 2]), { driver: 'gels' }],
      [make.matrices([2, 5, 2]), make.tensor([2, 5, 1]), 1e-6, { driver: 'gelsd' }],
      [make.matrices([4, 3]), make.tensor([4, 2]), { driver: 'gelss' }],
      [make.matrices([4, 3]), make.tensor([4])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3, 2]).mul(Number.NaN), make.tensor([3, 1])],
        error: LinAlgError,
        message:
          'linalg.lstsq: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([3, 2]), make.tensor([2, 1])],
        error: ShapeError,
        message: 'linalg.lstsq: A is [3, 2], B is [2, 1]: both need the same number of rows (3 ≠ 2)',
      },
      {
        args: [make.tensor([3, 2]), make.tensor([3, 1]), { driver: 'qr' }],
        error: ArgumentError,
        message: "linalg.lstsq: driver must be one of 'gels', 'gelsy', 'gelsd', 'gelss', got 'qr'",
      },
      {
        args: [make.tensor([3]), make.tensor([3])],
        error: ShapeError,
        message: 'linalg.lstsq: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5), make.tensor([2])],
        error: DTypeError,
        message: 'linalg.lstsq: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, B: Tensor, rcond?: unknown, options?: unknown) => {
    const op = 'linalg.lstsq';
    const o = positionalOrNamed(op, 'rcond', rcond ?? undefined, options, {
      rcond: null as number | null,
      driver: null as Driver | null,
    });
    const driver = checkOneOf(op, 'driver', o.driver ?? 'gelsy', ['gels', 'gelsy', 'gelsd', 'gelss']);
    checkMatrix(op, 'A', A);
    checkNumbers(op, 'B', B);
    checkAlike(op, A, B);
    const cut = o.rcond === null ? roundingOf(A) : checkNumber(op, 'rcond', o.rcond);
    const vector = isVector(A, B);
    if (B.ndim === 0) throw new ShapeError(`${op}: B must have at least 1 dimension, got shape []`);
    const matrix = vector ? unsqueeze(B, -1) : B;
    if (rows(matrix) !== rows(A)) {
      throw new ShapeError(
        `${op}: A is ${showShape(A.shape)}, B is ${showShape(B.shape)}: both need the same number of rows (${rows(A)} ≠ ${rows(matrix)})`,
      );
    }
    const [a, b] = broadcastBatches(op, A, matrix);
    const [x, rank, values] = leastSquares.call([a, b], { rcond: cut, driver });
    const [m, n] = [rows(a), columns(a)];
    const lengths = (t: Tensor): Tensor => (t.dtype.kind === 'complex' ? abs(t) : t);
    const realZeros = (shape: readonly number[]): Tensor =>
      zeros(shape, { dtype: realTypeOf(a), device: A.device });
    // As in PyTorch: where the rank is found, only if it is full everywhere.
    const wanted =
      m > n && driver !== 'gelsy' && (driver === 'gels' || rank!.dataSync().every((r) => Number(r) === n));
    const residuals = wanted ? sum(square(lengths(sub(matmul(a, x!), b))), -2) : realZeros([0]);
    const svd = driver === 'gelsd' || driver === 'gelss';
    return namedResult(
      ['solution', 'residuals', 'rank', 'singularValues'],
      [
        vector ? squeeze(x!, -1) : x!,
        residuals,
        driver === 'gels' ? zeros([0], { dtype: 'int64', device: A.device }) : rank!,
        svd ? detach(values!) : realZeros([0]),
      ],
    );
  }),
);
