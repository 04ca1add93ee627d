import { DTypeError, ShapeError } from '../../../errors.js';
import { composed } from '../../../op/composed.js';
import { defineOp } from '../../../op/define.js';
import type { FunctionOp } from '../../../op/info.js';
import { checkBoolean, parseOptions } from '../../../op/options.js';
import type { Tensor } from '../../../tensor.js';
import { abs } from '../../arithmetic/abs.js';
import { gt } from '../../comparison/gt.js';
import { amax } from '../../reduction/amax.js';
import { sum } from '../../reduction/sum.js';
import { type CutOptions, cutDefaults, cutOf, thresholdOf } from '../routines/cut.js';
import { eighFactors, svdFactors } from '../routines/decompositions.js';
import { checkMatrix, checkSquare } from '../routines/matrix.js';

/**
 * How many singular values are above max(atol, rtol · the largest).
 *
 * @param A [*, m, n]
 * @param options.atol absolute threshold, a number or a tensor [*] (default 0)
 * @param options.rtol relative threshold, a number or a tensor [*] (default max(m, n) · ε, or 0 when atol is given)
 * @param options.hermitian A is Hermitian; its lower triangle is read (default false)
 * @returns int64 [*]
 */
export const matrixRank: FunctionOp<(A: Tensor, options?: CutOptions) => Tensor> = defineOp(
  {
    name: 'linalg.matrixRank',
    kind: 'composite',
    method: false,
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.matrices([3, 3])],
      [make.matrices([2, 4, 3]), { atol: 0.25 }],
      [make.matrices([3, 3], 'symmetric'), { hermitian: true, rtol: 0.5 }],
      [make.tensor([3, 3], { low: 0, high: 0.0001 })],
      [make.matrices([0, 2])],
      [make.matrices([2, 0, 0])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([3])],
        error: ShapeError,
        message: 'linalg.matrixRank: A must have at least 2 dimensions, got shape [3]',
      },
      {
        args: [make.integers([2, 2], 0, 5)],
        error: DTypeError,
        message: 'linalg.matrixRank: has no rule for int64',
      },
    ],
  },
  composed((A: Tensor, options?: unknown) => {
    const op = 'linalg.matrixRank';
    const o = parseOptions<Required<CutOptions>>(op, options, cutDefaults);
    const hermitian = checkBoolean(op, 'hermitian', o.hermitian);
    if (hermitian) checkSquare(op, 'A', A);
    else checkMatrix(op, 'A', A);
    const values = hermitian
      ? abs(eighFactors.call([A], { vectors: false, op })[0]!)
      : svdFactors.call([A], { full: false, vectors: false, op })[1]!;
    if (values.shape[values.ndim - 1] === 0) return sum(gt(values, 0), -1);
    const largest = amax(values, -1, { keepdim: true });
    const { atol, rtol } = cutOf(op, A, o);
    const threshold = thresholdOf(largest, atol, rtol);
    return sum(gt(values, threshold), -1);
  }),
);
