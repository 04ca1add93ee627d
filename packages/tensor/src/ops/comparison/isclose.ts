import { ArgumentError, DTypeError } from '../../errors.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import { Tensor } from '../../tensor.js';

export interface CloseOptions {
  /** Relative tolerance (default 1e-5). */
  rtol?: number;
  /** Absolute tolerance (default 1e-8). */
  atol?: number;
  /** Whether NaN is close to NaN (default false). */
  equalNan?: boolean;
}

/** A tolerance as a scalar of the compute type, whether it came as the default or as a parameter. */
const scalar = (v: unknown, like: Scalar): Scalar =>
  typeof v === 'number' ? constant(v, like.dtype) : (v as Scalar).to(like.dtype);

/**
 * Whether |input − other| ≤ atol + rtol · |other|, elementwise. Equal infinities are close.
 *
 * @param other of the dtype of `input`
 * @param options.rtol relative tolerance (default 1e-5)
 * @param options.atol absolute tolerance (default 1e-8)
 * @param options.equalNan whether NaN is close to NaN (default false)
 * @throws DTypeError when the dtypes differ
 */
export const isclose: Op<(input: Tensor, other: Tensor, options?: CloseOptions) => Tensor> =
  defineElementwise({
    name: 'isclose',
    operands: ['input', 'other'],
    options: { rtol: 1e-5, atol: 1e-8, equalNan: false },
    check: ([a, b], { rtol, atol }) => {
      if (!(a instanceof Tensor) || !(b instanceof Tensor))
        throw new DTypeError('isclose: input and other must be tensors');
      if (a.dtype !== b.dtype)
        throw new DTypeError(`isclose: the operands have different dtypes (${a.dtype} and ${b.dtype})`);
      for (const [name, v] of [
        ['rtol', rtol],
        ['atol', atol],
      ] as const) {
        if (!((v as number) >= 0)) throw new ArgumentError(`isclose: ${name} must be ≥ 0, got ${String(v)}`);
      }
    },
    // Tolerances are fractions: integers are compared in float32 like everything else that isn't float64.
    promote: 'floating',
    expr: ([x, y], { rtol, atol, equalNan }) => {
      // Distances are real, also those of complex numbers.
      const [size, away] = [y!.abs(), x!.sub(y!).abs()];
      const allowed = scalar(atol, size).add(scalar(rtol, size).mul(size));
      const near = away.le(allowed).and(allowed.isinf().not());
      const close = x!.eq(y!).or(near);
      return equalNan === true ? close.or(x!.isnan().and(y!.isnan())) : close;
    },
    dtypes: 'number',
    complex: true,
    differentiable: false,
    tolerance: 'exact',
    samples: (make) => [
      [make.integers([3, 4], 0, 3, 'float32'), make.integers([3, 4], 0, 3, 'float32')],
      [make.integers([3, 1], 0, 9, 'float32'), make.integers([4], 0, 9, 'float32'), { rtol: 0.3 }],
      [make.integers([4], 0, 9, 'float32'), make.integers([4], 0, 9, 'float32'), { atol: 2, equalNan: true }],
      [make.integers([0, 2], 0, 9, 'float32'), make.integers([2], 0, 9, 'float32')],
    ],
    errors: (make) => [
      {
        args: [make.integers([2], 0, 5, 'float32'), make.integers([2], 0, 5, 'float64')],
        error: DTypeError,
        message: 'isclose: the operands have different dtypes (float32 and float64)',
      },
      {
        args: [make.tensor([2]), make.tensor([2]), { rtol: -1 }],
        error: ArgumentError,
        message: 'isclose: rtol must be ≥ 0, got -1',
      },
    ],
  });
