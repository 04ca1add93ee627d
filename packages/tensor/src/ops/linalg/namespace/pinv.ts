import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import { Tensor } from '../../../tensor.js';
import { type CutOptions, cutDefaults, cutOf } from '../routines/cut.js';
import { pseudoinverse } from '../routines/functions.js';
import { checkMatrix, checkSquare } from '../routines/matrix.js';
import { symmetrized } from '../routines/symmetrized.js';

/**
 * The pseudoinverse (Moore and Penrose). Singular values up to max(atol, rtol · the largest) count as 0.
 *
 * @param A [*, m, n]
 * @param options.atol absolute threshold, a number or a tensor [*] (default 0)
 * @param options.rtol relative threshold, a number or a tensor [*] (default max(m, n) · ε, or 0 when atol is given)
 * @param options.hermitian A is Hermitian; its lower triangle is read (default false)
 * @returns [*, n, m]
 */
export const pinv: FunctionOp<(A: Tensor, options?: CutOptions) => Tensor> = defineOp(
  {
    name: 'linalg.pinv',
    kind: 'composite',
    method: false,
    tolerance: 'decomposition',
    // Of a symmetric matrix the lower triangle decides, but the gradient is that of both.
    differentiateOn: ([A, o]) =>
      (o as CutOptions)?.hermitian === true ? [symmetrized(A as Tensor), o] : [A, o],
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 3])],
      [make.matrices([2, 4]), { rtol: 1e-4 }],
      [make.matrices([3, 3], 'symmetric'), { hermitian: true }],
      [make.matrices([0, 2])],
      [make.matrices([3, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.pinv: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.pinv: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const o = parseOptions('linalg.pinv', options, cutDefaults);
    const hermitian = checkBoolean('linalg.pinv', 'hermitian', o.hermitian);
    if (hermitian) checkSquare('linalg.pinv', 'A', A);
    else checkMatrix('linalg.pinv', 'A', A);
    const { atol, rtol } = cutOf('linalg.pinv', A, o);
    const tensor = (v: number | Tensor): Tensor | null => (v instanceof Tensor ? v : null);
    const number = (v: number | Tensor): number | null => (v instanceof Tensor ? null : v);
    return pseudoinverse.call([A, tensor(atol), tensor(rtol)], {
      atol: number(atol),
      rtol: number(rtol),
      hermitian,
    })[0]!;
  }),
);
