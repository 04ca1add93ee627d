import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Radians in degrees. Integers and bool give float32. */
export const rad2deg: InplaceOp<Unary> = defineElementwise({
  name: 'rad2deg',
  expr: ([x]) => x!.mul(180 / Math.PI),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
