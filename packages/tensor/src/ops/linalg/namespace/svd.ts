import { DTypeError, LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { svdFactors } from '../routines/decompositions.js';
import { checkDriver } from '../routines/driver.js';
import { checkMatrix } from '../routines/matrix.js';

export interface SvdOptions {
  /** U and Vh square (default true). */
  fullMatrices?: boolean;
  /** Of CUDA only: null (default). */
  driver?: null;
}

/**
 * The singular value decomposition A = U diag(S) Vh.
 *
 * Signs are open; here, of the components of a column of U at least half as large as the largest, the first is positive.
 * The gradient is finite only where the singular values differ and aren't 0 (those of U and Vh; that of S always is), and
 * covers their first min(m, n) vectors.
 *
 * @param A [*, m, n]
 * @param fullMatrices U [*, m, m] and Vh [*, n, n] (default true); otherwise U [*, m, k] and Vh [*, k, n]
 * @param options.driver accepted for PyTorch's sake, null only
 * @returns { U, S, Vh }; S [*, k] descending, k = min(m, n)
 * @throws LinAlgError for values that aren't finite
 */
export const svd: FunctionOp<
  (A: Tensor, fullMatrices?: boolean | SvdOptions, options?: SvdOptions) => NamedResult<'U' | 'S' | 'Vh'>
> = defineOp(
  {
    name: 'linalg.svd',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    torch: 'canonical.svd',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 3]), false],
      [make.matrices([2, 4]), { fullMatrices: false }],
      [make.matrices([0, 0])],
      [make.matrices([0, 3, 2]), false],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]).mul(Number.NaN)],
        error: LinAlgError,
        message:
          'linalg.svd: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.svd: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.svd: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, fullMatrices?: unknown, options?: unknown) => {
    const o = positionalOrNamed('linalg.svd', 'fullMatrices', fullMatrices, options, {
      fullMatrices: true,
      driver: null as null,
    });
    checkDriver('linalg.svd', o.driver);
    const full = checkBoolean('linalg.svd', 'fullMatrices', o.fullMatrices);
    checkMatrix('linalg.svd', 'A', A);
    return namedResult(
      ['U', 'S', 'Vh'],
      svdFactors.call([A], { full, vectors: true, op: 'linalg.svd' }).slice(0, 3),
    );
  }),
);
