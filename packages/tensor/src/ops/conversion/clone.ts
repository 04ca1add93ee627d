import { defineOp } from '../../op/define.js';
import type { Op } from '../../op/info.js';
import type { Unary } from '../../op/signatures.js';
import type { Tensor } from '../../tensor.js';
import { copyOf } from './cast.js';

/** A dense copy with memory of its own. Gradients flow through; `detach().clone()` is the one without. */
export const clone: Op<Unary> = defineOp(
  {
    name: 'clone',
    kind: 'kernel',
    dtypes: 'any',
    tolerance: 'exact',
    samples: (make) => [[make.tensor([3, 4])], [make.tensor([])], [make.tensor([0, 2])]],
  },
  (input: Tensor) => copyOf(input),
);
