import { bool, int64 } from '../../dtype.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** input². */
export const square: InplaceOp<Unary> = defineElementwise({
  name: 'square',
  expr: ([x]) => {
    const n = x!.dtype === bool ? x!.to(int64) : x!;
    return n.mul(n);
  },
  dtypes: 'number',
  complex: true,
  inplace: true,
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
