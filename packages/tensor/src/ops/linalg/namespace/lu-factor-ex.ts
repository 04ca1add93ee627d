import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { luFactor as factor } from '../routines/lu.js';
import { checkMatrix } from '../routines/matrix.js';
import { checkPivot } from '../routines/pivot.js';

/**
 * Compact LU factors without an error for a pivot that is 0: `info` says which.
 *
 * @param A [*, m, n]
 * @param options.pivot true only (default true)
 * @param options.checkErrors throw all the same (default false)
 * @returns { LU, pivots, info }
 */
export const luFactorEx: FunctionOp<
  (A: Tensor, options?: { pivot?: boolean; checkErrors?: boolean }) => NamedResult<'LU' | 'pivots' | 'info'>
> = defineOp(
  {
    name: 'linalg.luFactorEx',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 3, 3]), { checkErrors: true }]],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 }), { checkErrors: true }],
        error: LinAlgError,
        message: 'linalg.luFactorEx: the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.luFactorEx: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.luFactorEx: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.luFactorEx', options, { pivot: true, checkErrors: false });
    checkMatrix('linalg.luFactorEx', 'A', A);
    checkPivot('linalg.luFactorEx', o.pivot);
    const check = checkBoolean('linalg.luFactorEx', 'checkErrors', o.checkErrors);
    const made = factor.call([A], {
      check: check ? { op: 'linalg.luFactorEx', what: 'factorization' } : null,
    });
    return namedResult(['LU', 'pivots', 'info'], made);
  }),
);
