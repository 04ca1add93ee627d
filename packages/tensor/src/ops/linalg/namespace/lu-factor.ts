import { DTypeError, LinAlgError, ShapeError, UnsupportedError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { luFactor as factor } from '../routines/lu.js';
import { checkMatrix } from '../routines/matrix.js';
import { checkPivot } from '../routines/pivot.js';

/**
 * The compact LU factors PA = LU with partial pivoting: U on and above the diagonal, L below it without its ones.
 *
 * @param A [*, m, n]
 * @param options.pivot true only: LU without pivoting exists on CUDA alone (default true)
 * @returns { LU, pivots }, [*, m, n] and int32 [*, min(m, n)]: row i was exchanged with row pivots[i], counted from 1
 * @throws LinAlgError when a pivot is 0
 */
export const luFactor: FunctionOp<
  (A: Tensor, options?: { pivot?: boolean }) => NamedResult<'LU' | 'pivots'>
> = defineOp(
  {
    name: 'linalg.luFactor',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.tensor([2, 4, 4])],
      [make.matrices([2, 4])],
      [make.matrices([4, 2])],
      [make.matrices([0, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 })],
        error: LinAlgError,
        message: 'linalg.luFactor: the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([2, 2]), { pivot: false }],
        error: UnsupportedError,
        message: 'linalg.luFactor: LU without pivoting is not implemented',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.luFactor: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.luFactor: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.luFactor', options, { pivot: true });
    checkMatrix('linalg.luFactor', 'A', A);
    checkPivot('linalg.luFactor', o.pivot);
    const check = { op: 'linalg.luFactor', what: 'factorization' };
    return namedResult(['LU', 'pivots'], factor.call([A], { check }));
  }),
);
