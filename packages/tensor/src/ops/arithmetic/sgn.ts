import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** x / |x| of complex elements, and 0 of 0; of real ones their `sign`: −1, 0 or 1. */
export const sgn: InplaceOp<Unary> = defineElementwise({
  name: 'sgn',
  expr: ([x]) => {
    const { kind } = x!.dtype;
    if (kind === 'complex') return x!.sgn();
    if (kind !== 'float') return kind === 'bool' ? x! : x!.sign();
    // NaN has the sign 0, as in PyTorch.
    return x!.gt(0).where(constant(1, x!.dtype), x!.lt(0).where(constant(-1, x!.dtype), 0));
  },
  dtypes: 'number',
  complex: true,
  inplace: true,
  tolerance: 'elementwise',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
