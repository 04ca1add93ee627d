import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { checkSquare } from '../routines/matrix.js';
import { inverse } from '../routines/solve.js';

/**
 * The inverse without an error for singular matrices: `info` says which pivot was 0.
 *
 * @param A [*, n, n]
 * @param options.checkErrors throw all the same (default false)
 * @returns { inverse, info }, [*, n, n] and int32 [*]
 */
export const invEx: FunctionOp<
  (A: Tensor, options?: { checkErrors?: boolean }) => NamedResult<'inverse' | 'info'>
> = defineOp(
  {
    name: 'linalg.invEx',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 4]), { checkErrors: true }]],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 }), { checkErrors: true }],
        error: LinAlgError,
        message: 'linalg.invEx: the diagonal element 1 is zero, the inversion could not be completed',
      },
      {
        args: [make.tensor([2, 3])],
        error: ShapeError,
        message: 'linalg.invEx: A must be a batch of square matrices, got shape [2, 3]',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.invEx: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.invEx: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.invEx', options, { checkErrors: false });
    checkSquare('linalg.invEx', 'A', A);
    const check = checkBoolean('linalg.invEx', 'checkErrors', o.checkErrors);
    const made = inverse.call([A], { check: check ? { op: 'linalg.invEx', what: 'inversion' } : null });
    return namedResult(['inverse', 'info'], made);
  }),
);
