import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { luFactor, permutationMatrix } from '../routines/lu.js';
import { checkMatrix, rows } from '../routines/matrix.js';
import { checkPivot } from '../routines/pivot.js';
import { unpack } from '../routines/unpack.js';

/**
 * A = PLU with a permutation P, unit lower triangular L and upper triangular U.
 *
 * @param A [*, m, n]
 * @param options.pivot true only (default true)
 * @returns { P, L, U }, [*, m, m], [*, m, k] and [*, k, n] with k = min(m, n)
 */
export const lu: FunctionOp<(A: Tensor, options?: { pivot?: boolean }) => NamedResult<'P' | 'L' | 'U'>> =
  defineOp(
    {
      name: 'linalg.lu',
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
          args: [make.tensor([3])],
          error: ShapeError,
          message: 'linalg.lu: A must have at least 2 dimensions, got shape [3]',
        },
        {
          args: [make.integers([2, 2], 0, 5)],
          error: DTypeError,
          message: 'linalg.lu: has no rule for int64',
        },
      ],
    },
    composed((A: Tensor, options?: unknown) => {
      const o = parseOptions('linalg.lu', options, { pivot: true });
      checkMatrix('linalg.lu', 'A', A);
      checkPivot('linalg.lu', o.pivot);
      const [lu, pivots] = luFactor.call([A], { check: null });
      return namedResult(['P', 'L', 'U'], [permutationMatrix(pivots!, rows(lu!), lu!), ...unpack(lu!)]);
    }),
  );
