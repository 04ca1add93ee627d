import type { DType } from '../../dtype.js';
import type { Scalar } from '../../expr/scalar.js';
import { constant } from '../../expr/scalar.js';
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
    if (x!.dtype.kind !== 'float') return x!;
    const finite = (v: unknown, n: number): Scalar =>
      v === null || typeof v === 'number' ? constant(v ?? n, x!.dtype) : (v as Scalar);
    const high = finite(posinf, largest(x!.dtype));
    const low = finite(neginf, -largest(x!.dtype));
    const infinite = x!.gt(0).where(high, low);
    return x!.isnan().where(finite(nan, 0), x!.isinf().where(infinite, x!));
  },
  dtypes: 'number',
  tolerance: 'exact',
  inplace: true,
  samples: (make) => [
    [make.tensor([3, 4])],
    [make.tensor([]), { nan: 1 }],
    [make.tensor([0, 2]), { posinf: 1, neginf: -1 }],
  ],
});
