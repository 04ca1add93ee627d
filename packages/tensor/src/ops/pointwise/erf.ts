import { defineElementwise } from '../../op/define-elementwise.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** The error function 2/√π · ∫₀ˣ exp(−t²) dt. Integers and bool give float32. */
export const erf: InplaceOp<Unary> = defineElementwise({
  name: 'erf',
  expr: ([x]) => x!.erf(),
  promote: 'floating',
  dtypes: 'number',
  inplace: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
