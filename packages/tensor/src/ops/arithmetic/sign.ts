import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** −1, 0 or 1 by the sign of the element; of NaN it is 0. The gradient is 0 everywhere. */
export const sign: InplaceOp<Unary> = defineElementwise({
  name: 'sign',
  expr: ([x]) => {
    if (x!.dtype.kind !== 'float') return x!.dtype.kind === 'bool' ? x! : x!.sign();
    return x!.gt(0).where(constant(1, x!.dtype), x!.lt(0).where(constant(-1, x!.dtype), 0));
  },
  gradient: (g) => [constant(0, g.dtype)],
  dtypes: 'number',
  inplace: true,
  tolerance: 'exact',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
