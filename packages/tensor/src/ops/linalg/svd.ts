import { DTypeError, LinAlgError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import { checkBoolean, positionalOrNamed } from '../../op/options.js';
import { type NamedResult, namedResult } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { mH } from '../complex/conjugated.js';
import { svdFactors } from './routines/decompositions.js';
import { batchOf, checkMatrix, columns, dense, rows, zerosLike } from './routines/matrix.js';

export interface SvdOptions {
  /** U and V with min(m, n) columns (default true). */
  some?: boolean;
  /** Otherwise U and V are zeros (default true). */
  computeUv?: boolean;
}

/**
 * The singular value decomposition A = U diag(S) Vᵀ; see `linalg.svd`, which gives Vh instead of V.
 *
 * @param input [*, m, n]
 * @param some U [*, m, k] and V [*, n, k], k = min(m, n) (default true); otherwise both square
 * @param options.computeUv otherwise U and V are zeros (default true)
 * @returns { U, S, V }
 */
export const svd: Op<
  (input: Tensor, some?: boolean | SvdOptions, options?: SvdOptions) => NamedResult<'U' | 'S' | 'V'>
> = defineOp(
  {
    name: 'svd',
    kind: 'composite',
    tolerance: 'decomposition',
    torch: 'canonical.old_svd',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 3])],
      [make.matrices([3, 3]), { some: false }],
      [make.matrices([2, 3]), { computeUv: false }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]).mul(Number.NaN)],
        error: LinAlgError,
        message: 'svd: the algorithm failed to converge because the input matrix contains non-finite values',
      },
      { args: [make.integers([2, 2], 0, 5)], error: DTypeError, message: 'svd: has no rule for int64' },
    ],
  },
  composed((input: Tensor, some?: unknown, options?: unknown) => {
    const o = positionalOrNamed('svd', 'some', some, options, { some: true, computeUv: true });
    const full = !checkBoolean('svd', 'some', o.some);
    const wanted = checkBoolean('svd', 'computeUv', o.computeUv);
    checkMatrix('svd', 'input', input);
    if (!wanted) {
      const s = svdFactors.call([input], { full: false, vectors: input.requiresGrad, op: 'svd' })[1]!;
      const [m, n] = [rows(input), columns(input)];
      const zeros = (size: number): Tensor => zerosLike(input, [...batchOf(input), size, size]);
      return namedResult(['U', 'S', 'V'], [zeros(m), s, zeros(n)]);
    }
    const [u, s, vh] = svdFactors.call([input], { full, vectors: true, op: 'svd' });
    return namedResult(['U', 'S', 'V'], [u!, s!, dense(mH(vh!))]);
  }),
);
