import { GradientError } from '../../errors.js';
import { aliasOf } from '../../memory/make.js';
import { defineOp } from '../../op/define.js';
import type { InplaceOp } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';

/** A tensor on the same memory that no gradient flows through. `detach_()` takes the tensor itself out of the graph. */
export const detach: InplaceOp<Unary> = defineOp(
  {
    name: 'detach',
    kind: 'view',
    dtypes: 'any',
    tolerance: 'exact',
    differentiable: false,
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])]],
    inplace: (target: Tensor) => {
      target.assertAlive('detach_');
      if (target.base !== null && target.node !== null) {
        throw new GradientError("detach_: a view can't be taken out of the graph in place; use detach()");
      }
      target.node = null;
      target.requiresGradFlag = false;
      return target;
    },
  },
  (input: Tensor) => {
    input.assertAlive('detach');
    return aliasOf(input);
  },
);
