import type { DType } from '../../dtype.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant, pair } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Tensor } from '../../tensor.js';

/** The largest finite values; half types are computed in float32 and would round to infinity from above. */
const largest = (t: DType): number => (t.bytes === 8 ? Number.MAX_VALUE : 3.4028234663852886e38);

/**
 * NaN and infinities replaced by numbers. Integers stay as they are.
 *
 * @param options.nan for NaN (default 0)
 * @param options.posinf for ∞ (default: the largest finite value of the dtype)
 * @param options.neginf for −∞ (default: the smallest finite value of the dtype)
 */
export const nanToNum: InplaceOp<
  (input: Tensor, options?: { nan?: number; posinf?: number | null; neginf?: number | null }) => Tensor
> = defineElementwise({
  name: 'nanToNum',
  options: { nan: 0, posinf: null, neginf: null },
  positional: ['nan', 'posinf', 'neginf'],
  promoteOptions: false,
  expr: ([x], { nan, posinf, neginf }) => {
    const { kind } = x!.dtype;
    if (kind !== 'float' && kind !== 'complex') return x!;
    const replaced = (part: Scalar): Scalar => {
      const finite = (v: unknown, n: number): Scalar =>
        v === null || typeof v === 'number' ? constant(v ?? n, part.dtype) : (v as Scalar).real();
      const high = finite(posinf, largest(part.dtype));
      const low = finite(neginf, -largest(part.dtype));
      const infinite = part.gt(0).where(high, low);
      return part.isnan().where(finite(nan, 0), part.isinf().where(infinite, part));
    };
    return kind === 'float' ? replaced(x!) : pair(replaced(x!.real()), replaced(x!.imag()), x!.dtype);
  },
  dtypes: 'number',
  complex: true,
  tolerance: 'exact',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([]), { nan: 1 }],
    [make.tensor([0, 2]), { posinf: 1, neginf: -1 }],
  ],
});
