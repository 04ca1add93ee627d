import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Degrees in radians. Integers and bool give float32. */
export const deg2rad: InplaceOp<Unary> = defineElementwise({
  name: 'deg2rad',
  expr: ([x]) => x!.mul(Math.PI / 180),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
