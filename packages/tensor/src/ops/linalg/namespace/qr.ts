import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkOneOf, positionalOrNamed } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import type { QrMode } from '../routines/decompositions.js';
import { qrFactors } from '../routines/decompositions.js';
import { checkMatrix } from '../routines/matrix.js';

/**
 * A = QR with orthonormal columns in Q and an upper triangular R, by Householder reflections.
 *
 * @param A [*, m, n]
 * @param mode 'reduced' (default): Q [*, m, k], R [*, k, n] with k = min(m, n); 'complete': Q [*, m, m], R [*, m, n];
 * 'r': R as for 'reduced', Q empty
 * @returns { Q, R }
 * @throws GradientError at backward for mode 'r', and for 'complete' when m > n
 */
export const qr: FunctionOp<
  (A: Tensor, mode?: QrMode | { mode?: QrMode }, options?: { mode?: QrMode }) => NamedResult<'Q' | 'R'>
> = defineOp(
  {
    name: 'linalg.qr',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 2])],
      [make.matrices([2, 4]), 'complete'],
      [make.matrices([3, 4])],
      [make.matrices([0, 3])],
      [make.matrices([3, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]), 'full'],
        error: ArgumentError,
        message: "linalg.qr: mode must be one of 'reduced', 'complete', 'r', got 'full'",
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.qr: A must have at least 2 dimensions, got shape [3]',
      },
      { args: [make.integers([2, 2], 0, 5)], error: DTypeError, message: 'linalg.qr: has no rule for int64' },
    ],
  },
  composed((A: Tensor, mode?: unknown, options?: unknown) => {
    const o = positionalOrNamed('linalg.qr', 'mode', mode, options, { mode: 'reduced' as QrMode });
    checkMatrix('linalg.qr', 'A', A);
    return namedResult(
      ['Q', 'R'],
      qrFactors.call([A], { mode: checkOneOf('linalg.qr', 'mode', o.mode, ['reduced', 'complete', 'r']) }),
    );
  }),
);
