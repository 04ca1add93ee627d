import { LinAlgError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { type NamedResult, namedResult } from '../../../op/signatures.js';
import type { Tensor } from '../../../tensor.js';
import { solveSystem } from '../routines/solving.js';
import type { SolveOptions } from './solve.js';

/**
 * The solution of a linear system without an error for singular matrices: `info` says which pivot was 0.
 *
 * @param A [*, n, n]
 * @param B see `solve`
 * @param options.left solve AX = B; otherwise XA = B (default true)
 * @param options.checkErrors throw all the same (default false)
 * @returns { result, info }
 */
export const solveEx: FunctionOp<
  (A: Tensor, B: Tensor, options?: SolveOptions & { checkErrors?: boolean }) => NamedResult<'result' | 'info'>
> = defineOp(
  {
    name: 'linalg.solveEx',
    method: false,
    kind: 'composite',
    tolerance: 'decomposition',
    samples: (make) => [
      [make.matrices([3, 3]), make.tensor([3, 2])],
      [make.matrices([2, 3, 3]), make.tensor([2, 2, 3]), { left: false, checkErrors: true }],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 2], { low: 0, high: 0.0001 }), make.tensor([2]), { checkErrors: true }],
        error: LinAlgError,
        message: 'linalg.solveEx: the diagonal element 1 is zero',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2])],
        error: ShapeError,
        message: 'linalg.solveEx: A must be a batch of square matrices, got shape [2, 3]',
      },
    ],
  },
  composed((A: Tensor, B: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.solveEx', options, { left: true, checkErrors: false });
    const check = checkBoolean('linalg.solveEx', 'checkErrors', o.checkErrors);
    const left = checkBoolean('linalg.solveEx', 'left', o.left);
    const solved = solveSystem(
      'linalg.solveEx',
      A,
      B,
      left,
      check ? { op: 'linalg.solveEx', what: 'solution' } : null,
    );
    return namedResult(['result', 'info'], solved);
  }),
);
