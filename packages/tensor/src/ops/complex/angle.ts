import { float32 } from '../../dtype.js';
import { constant } from '../../expr/scalar.js';
import { defineElementwise } from '../../op/define-elementwise.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';

/** Argument of each element in radians, in (−π, π]; of a real number 0, or π where it is negative. */
export const angle: Op<Unary> = defineElementwise({
  name: 'angle',
  expr: ([x]) => {
    if (x!.dtype.kind === 'complex') return x!.angle();
    const value = x!.dtype.kind === 'float' ? x! : x!.to(float32);
    const turned = value.lt(0).where(constant(Math.PI, value.dtype), 0);
    // NaN stays NaN, and no gradient flows through a step.
    return value.isnan().where(value, turned);
  },
  dtypes: 'number',
  complex: true,
  tolerance: 'transcendental',
  samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
});
