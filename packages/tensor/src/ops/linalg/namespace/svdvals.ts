import { ArgumentError, DTypeError, ShapeError } from '../../../errors.js';
import { gradState } from '../../../grad/mode.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { svdFactors } from '../routines/decompositions.js';
import { checkDriver } from '../routines/driver.js';
import { checkMatrix } from '../routines/matrix.js';

/**
 * Singular values, descending.
 *
 * @param A [*, m, n]
 * @param options.driver accepted for PyTorch's sake, null only
 * @returns [*, min(m, n)]
 * @throws LinAlgError for values that aren't finite
 */
export const svdvals: FunctionOp<(A: Tensor, options?: { driver?: null }) => Tensor> = defineOp(
  {
    name: 'linalg.svdvals',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [[make.matrices([3, 3])], [make.matrices([2, 4, 3])], [make.matrices([0, 2])]],
    errors: (make) => [
      {
        args: [make.tensor([2, 2]), { driver: 'gesvd' }],
        error: ArgumentError,
        message: "linalg.svdvals: driver can only be chosen on CUDA devices, got 'gesvd'",
      },
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.svdvals: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.svdvals: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    checkDriver('linalg.svdvals', parseOptions('linalg.svdvals', options, { driver: null as null }).driver);
    checkMatrix('linalg.svdvals', 'A', A);
    // Their gradient needs the vectors.
    const vectors = gradState.enabled && A.requiresGrad;
    return svdFactors.call([A], { full: false, vectors, op: 'linalg.svdvals' })[1]!;
  }),
);
